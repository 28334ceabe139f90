import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import * as z from 'zod';
import { fromBase64, toBase64 } from '../base64.ts';
import { VerificationError } from '../verification-error.ts';

/** Kinds of signatures on notes (C2SP signed-note, tlog-cosignature): of a log, and of a witness with the time. */
export const NOTE_TYPES = { signature: 0x01, cosignature: 0x04 } as const;
export type NoteType = keyof typeof NOTE_TYPES;

/** A public key for notes, by the name of who holds it. */
export interface NoteKey {
  name: string;
  type: NoteType;
  key: KeyObject;
  /** Four bytes in hexadecimal that lead to this key. */
  id: string;
}

/** Signs notes: a key of this machine, or one that never leaves AWS KMS. */
export interface NoteSigner {
  readonly noteKey: NoteKey;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A key for notes. @throws VerificationError `key-unsupported`, `note-malformed` for a name that no note can carry */
export function noteKey(name: string, type: NoteType, key: KeyObject): NoteKey {
  if (!/^[^\s+]+$/u.test(name))
    throw new VerificationError(
      'note-malformed',
      `${JSON.stringify(name)} is no name.`,
      'a name without spaces and "+"',
    );
  const id = createHash('sha256').update(`${name}\n`).update(keyBytes(type, key)).digest('hex').slice(0, 8);
  return { name, type, key, id };
}

/** Signs with an Ed25519 private key that this process holds. */
export function localNoteSigner(name: string, type: NoteType, key: KeyObject): NoteSigner {
  const signer = noteKey(name, type, createPublicKey(key));
  return { noteKey: signer, sign: async (bytes) => new Uint8Array(sign(null, bytes, key)) };
}

/** The key as one line, which Go's sumdb and C2SP call a verifier key. */
export function formatNoteKey({ name, type, key, id }: NoteKey): string {
  return `${name}+${id}+${toBase64(keyBytes(type, key))}`;
}

/**
 * Reads such a line.
 * @throws VerificationError `key-malformed`, `key-unsupported`, `key-mismatch` where the id is not that of the key
 */
export function parseNoteKey(line: string): NoteKey {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(line.trim()) ?? [];
  if (name === undefined || encoded === undefined)
    throw new VerificationError('key-malformed', 'The line is no key for notes.', 'name+id+base64');
  const [first, ...raw] = fromBase64(encoded);
  const type = NoteTypes.find((one) => NOTE_TYPES[one] === first);
  if (type === undefined || raw.length !== 32)
    throw new VerificationError('key-unsupported', `The key of ${name} is of another kind.`, 'an Ed25519 key');
  const x = Buffer.from(raw).toString('base64url');
  const parsed = noteKey(name, type, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }));
  if (parsed.id === id) return parsed;
  throw new VerificationError('key-mismatch', `The key of ${name} is called ${id}.`, `${parsed.id}, which it is`);
}

const NoteTypes: readonly NoteType[] = ['signature', 'cosignature'];

function keyBytes(type: NoteType, key: KeyObject): Uint8Array {
  const jwk = z.object({ crv: z.literal('Ed25519'), x: z.string() }).safeParse(exported(key));
  if (!jwk.success) throw new VerificationError('key-unsupported', 'The key is of another kind.', 'an Ed25519 key');
  return Buffer.concat([Uint8Array.of(NOTE_TYPES[type]), Buffer.from(jwk.data.x, 'base64url')]);
}

const exported = (key: KeyObject) => (key.asymmetricKeyType === 'ed25519' ? key.export({ format: 'jwk' }) : null);
