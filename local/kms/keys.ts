import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivate } from '../state/write-private.ts';
import type { Deployment } from '../template/deployment.ts';
import { KmsError } from './kms-error.ts';
import { KmsAlias, KmsKey } from './resource.ts';

/** A key of the template. */
export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly spec: string;
  readonly usage: string;
  readonly createdAt: Date;
  /** Null for a key that does not sign. */
  readonly signing: KeyObject | null;
}

/** Whether a key may be used; one that is to be deleted is gone at a time, and nobody can undo that after. */
const KeyStatus = z.object({
  state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']),
  deletedAt: z.iso.datetime().nullable(),
});
export type KeyStatus = z.infer<typeof KeyStatus>;

const ENABLED: KeyStatus = { state: 'Enabled', deletedAt: null };

const Kept = z.object({ createdAt: z.iso.datetime(), privateKey: z.string() });

/** The keys of a deployment. Those that sign are made when they are first met, and kept in a folder that only its owner can read. */
export class Keys {
  readonly #byName = new Map<string, Key>();
  readonly #folder: string;
  readonly now: () => number;

  /** @param now ms since 1970 */
  constructor(deployment: Deployment, folder: string, now: () => number) {
    this.#folder = folder;
    this.now = now;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const { ref, attributes, properties } of deployment.all(KmsKey)) {
      const arn = String(attributes.Arn);
      const made = GENERATE[properties.KeySpec];
      const kept = made === undefined ? null : keptIn(join(folder, `${ref}.json`), made, now);
      const key: Key = {
        id: ref,
        arn,
        spec: properties.KeySpec,
        usage: properties.KeyUsage,
        createdAt: kept?.createdAt ?? new Date(now()),
        signing: kept?.signing ?? null,
      };
      this.#byName.set(ref, key);
      this.#byName.set(arn, key);
    }
    for (const { properties } of deployment.all(KmsAlias)) {
      const key = this.#byName.get(properties.TargetKeyId);
      if (key !== undefined) this.#byName.set(properties.AliasName, key);
    }
  }

  /** A key by id, ARN or alias. @throws KmsError also for one that was deleted */
  find(keyId: string): Key {
    const key = this.#byName.get(keyId);
    if (key === undefined) throw new KmsError('NotFoundException', `The template has no key ${keyId}.`);
    const { deletedAt } = this.statusOf(key);
    if (deletedAt === null || Date.parse(deletedAt) > this.now()) return key;
    throw new KmsError('NotFoundException', `${key.arn} was deleted on ${deletedAt}.`);
  }

  statusOf({ id }: Key): KeyStatus {
    const file = this.#statusFile(id);
    return existsSync(file) ? KeyStatus.parse(JSON.parse(readFileSync(file, 'utf8'))) : ENABLED;
  }

  change({ id }: Key, status: KeyStatus): void {
    writePrivate(this.#statusFile(id), JSON.stringify(status));
  }

  /** Whether what is encrypted with a key can be read: keys that the template does not have are nobody's to take away. */
  isUsable(keyId: string): boolean {
    const key = this.#byName.get(keyId);
    return key === undefined || this.statusOf(key).state === 'Enabled';
  }

  #statusFile(id: string): string {
    return join(this.#folder, `${id}.status.json`);
  }
}

const GENERATE: Readonly<Record<string, () => KeyObject>> = {
  ECC_NIST_P256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ECC_NIST_EDWARDS25519: () => generateKeyPairSync('ed25519').privateKey,
};

function keptIn(file: string, make: () => KeyObject, now: () => number): { createdAt: Date; signing: KeyObject } {
  if (!existsSync(file)) {
    const privateKey = String(make().export({ type: 'pkcs8', format: 'pem' }));
    writePrivate(file, JSON.stringify({ createdAt: new Date(now()).toISOString(), privateKey }));
  }
  const { createdAt, privateKey } = Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { createdAt: new Date(createdAt), signing: createPrivateKey(privateKey) };
}
