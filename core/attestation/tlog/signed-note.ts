import { verify } from 'node:crypto';
import { fromBase64, toBase64 } from '../base64.ts';
import { VerificationError } from '../verification-error.ts';
import type { NoteKey, NoteSigner } from './note-key.ts';

/** Bytes of a note at most. */
const NOTE_BYTES = 64 * 1024;

/** A text that is signed line by line below it (C2SP signed-note). */
export interface Note {
  /** With its last newline. */
  text: string;
  signatures: { name: string; id: string; bytes: Uint8Array }[];
}

/** A signature that was verified. */
export interface NoteSignature {
  key: NoteKey;
  /** POSIX seconds, where a witness says when it signed. */
  time: number | null;
}

/**
 * Reads a note; nothing is verified.
 * @throws VerificationError `note-malformed`
 */
export function parseNote(note: string): Note {
  const malformed = (found: string) =>
    new VerificationError('note-malformed', found, 'a text, an empty line, and lines of signatures');
  if (note.length > NOTE_BYTES) throw malformed(`The note has ${note.length} characters.`);
  if (hasControls(note)) throw malformed('The note has control characters.');
  const end = note.lastIndexOf('\n\n');
  if (end < 1 || !note.endsWith('\n')) throw malformed('The note has no signatures.');
  const lines = note.slice(end + 2, -1).split('\n');
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const bytes = fromBase64(encoded ?? '');
    if (name === undefined || bytes.byteLength < 5) throw malformed(`A line is no signature: ${line.slice(0, 80)}`);
    return { name, id: Buffer.from(bytes.subarray(0, 4)).toString('hex'), bytes: bytes.subarray(4) };
  });
  return { text: note.slice(0, end + 1), signatures };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a note must have none
const hasControls = (note: string) => /[\u0000-\u0009\u000b-\u001f]/.test(note);

/** A signed note with one more signature. @param time POSIX seconds, for a witness */
export async function addSignature(note: Note, signer: NoteSigner, time: number | null = null): Promise<Note> {
  const { name, id } = signer.noteKey;
  const signature = await signer.sign(signedBytes(note.text, time));
  const bytes = time === null ? signature : Buffer.concat([timestamp(time), signature]);
  const others = note.signatures.filter((one) => one.name !== name || one.id !== id);
  return { text: note.text, signatures: [...others, { name, id, bytes }] };
}

export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(
    ({ name, id, bytes }) => `\u2014 ${name} ${toBase64(Buffer.concat([Buffer.from(id, 'hex'), bytes]))}\n`,
  );
  return `${text}\n${lines.join('')}`;
}

/**
 * The signatures by known keys, each key once. Those of others are passed over; a wrong one by a known key spoils the note.
 * @throws VerificationError `signature-invalid`
 */
export function verifyNote({ text, signatures }: Note, keys: readonly NoteKey[]): NoteSignature[] {
  const verified = new Map<string, NoteSignature>();
  for (const { name, id, bytes } of signatures) {
    const key = keys.find((one) => one.name === name && one.id === id);
    if (key === undefined) continue;
    const witness = key.type === 'cosignature';
    const time = witness ? timeOf(bytes) : null;
    if (!verify(null, signedBytes(text, time), key.key, witness ? bytes.subarray(8) : bytes))
      throw new VerificationError(
        'signature-invalid',
        `The signature of ${name} is not over this note.`,
        'the note as signed',
      );
    verified.set(`${name} ${id}`, { key, time });
  }
  return [...verified.values()];
}

/** A witness signs the time along (C2SP tlog-cosignature, Ed25519). */
function signedBytes(text: string, time: number | null): Uint8Array {
  return Buffer.from(time === null ? text : `cosignature/v1\ntime ${time}\n${text}`, 'utf8');
}

function timestamp(time: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(time));
  return bytes;
}

const timeOf = (bytes: Uint8Array) => (bytes.byteLength < 8 ? 0 : Number(Buffer.from(bytes).readBigUInt64BE(0)));
