import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivate } from '../state/write-private.ts';
import type { Deployment } from '../template/deployment.ts';
import { KmsError } from './kms-error.ts';
import { KmsKey } from './resource.ts';

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

const Kept = z.object({ createdAt: z.iso.datetime(), privateKey: z.string() });

/** The keys of a deployment. Those that sign are made when they are first met, and kept in a folder that only its owner can read. */
export class Keys {
  readonly #byName = new Map<string, Key>();

  /** @param now ms since 1970 */
  constructor(deployment: Deployment, folder: string, now: () => number) {
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
  }

  /** A key by id or ARN. @throws KmsError */
  find(keyId: string): Key {
    const key = this.#byName.get(keyId);
    if (key === undefined) throw new KmsError('NotFoundException', `The template has no key ${keyId}.`);
    return key;
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
