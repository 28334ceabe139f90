import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseCheckpoint, signCheckpoint, verifyCheckpoint } from '#core/attestation/tlog/checkpoint.ts';
import { emptyRoot, leafHash } from '#core/attestation/tlog/merkle.ts';
import { formatNoteKey, localNoteSigner, noteKey, parseNoteKey } from '#core/attestation/tlog/note-key.ts';
import { addSignature, formatNote, parseNote, verifyNote } from '#core/attestation/tlog/signed-note.ts';
import { cosign } from '#core/attestation/tlog/witness.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';

/** The example of golang.org/x/mod/sumdb/note. */
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const LINE =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const peter = localNoteSigner(
  'PeterNeumann',
  'signature',
  createPrivateKey({ key: Buffer.concat([PKCS8, SEED]), format: 'der', type: 'pkcs8' }),
);

describe('signed notes', () => {
  it('are those of Go: key, signature and note, byte for byte', async () => {
    expect(formatNoteKey(peter.noteKey)).toBe(VKEY);
    expect(formatNoteKey(parseNoteKey(VKEY))).toBe(VKEY);
    const note = formatNote(await addSignature({ text: TEXT, signatures: [] }, peter));
    expect(note).toBe(`${TEXT}\n${LINE}`);
    expect(verifyNote(parseNote(note), [parseNoteKey(VKEY)])).toHaveLength(1);
  });

  it('pass over unknown keys, and do not over a wrong signature of a known one', async () => {
    const note = parseNote(`${TEXT}\n\u2014 somebody AAAAAAAAAAAA\n${LINE}`);
    expect(verifyNote(note, [peter.noteKey])).toHaveLength(1);
    expect(verifyNote(note, [])).toEqual([]);
    const changed = { ...note, text: note.text.replace('answer', 'Answer') };
    expect(await codeOf(() => verifyNote(changed, [peter.noteKey]))).toBe('signature-invalid');
  });

  it.each([
    ['no signatures', 'text\n'],
    ['no text', `\n\n${LINE}`],
    ['no last newline', `${TEXT}\n${LINE}`.slice(0, -1)],
    ['a control character', `te\u0007xt\n\n${LINE}`],
    ['a carriage return', `text\r\n\n${LINE}`],
    ['a line that is none', `${TEXT}\n${LINE}more\n`],
    ['a name with a plus', `${TEXT}\n${LINE.replace('Peter', 'Pe+er')}`],
  ])('are refused with %s', async (_, note) => {
    expect(await codeOf(() => parseNote(note))).toBe('note-malformed');
  });

  it.each([
    ['key-malformed', 'PeterNeumann'],
    ['key-mismatch', VKEY.replace('c74f20a3', 'c74f20a4')],
    ['key-mismatch', VKEY.replace('Peter', 'Pater')],
    ['key-unsupported', VKEY.replace('ARpc', 'AhpC')],
  ])('have keys: %s for %s', async (code, line) => {
    expect(await codeOf(() => parseNoteKey(line))).toBe(code);
  });
});

describe('checkpoints', () => {
  const log = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
  const witnesses = ['w1', 'w2'].map((name) =>
    localNoteSigner(`example.com/${name}`, 'cosignature', generateKeyPairSync('ed25519').privateKey),
  );
  const head = { origin: 'example.com/log', size: 7, root: Uint8Array.from(leafHash(Buffer.from('x'))) };
  const trust = (quorum: number) => ({
    log: log.noteKey,
    witnesses: witnesses.map((one) => one.noteKey),
    quorum,
  });

  it('carry log and witnesses, each witness with its time', async () => {
    let signed = await signCheckpoint(head, log);
    for (const [n, witness] of witnesses.entries()) signed = await cosign(signed, witness, 1_700_000_000 + n);
    // A second look of one witness takes the place of its first.
    for (const witness of witnesses.slice(1)) signed = await cosign(signed, witness, 1_700_000_002);
    const { checkpoint, witnessed } = verifyCheckpoint(signed, trust(2));
    expect(checkpoint).toEqual(head);
    expect(witnessed.map(({ time }) => time)).toEqual([1_700_000_000, 1_700_000_002]);
  });

  it('fail each with its own code', async () => {
    const signed = await cosign(await signCheckpoint(head, log), witnesses[0] ?? log, 1_700_000_000);
    const code = (note: string, quorum = 0) => codeOf(() => verifyCheckpoint(note, trust(quorum)));
    expect(await code(signed)).toBeNull();
    expect(await code(signed, 2)).toBe('cosignatures-too-few');
    expect(await code(signed.replace('\n7\n', '\n8\n'))).toBe('signature-invalid');
    expect(await code(signed.replace(/\u2014 example.com\/log.*\n/, ''))).toBe('note-unsigned');
    const elsewhere = await signCheckpoint({ ...head, origin: 'example.com/other' }, log);
    expect(await code(elsewhere)).toBe('checkpoint-origin');
    // The time is signed along: the same signature with another time is another one.
    const line = signed.split('\n').at(-2) ?? '';
    const bytes = Buffer.from(line.split(' ').at(-1) ?? '', 'base64');
    bytes.writeUInt8((bytes[11] ?? 0) ^ 1, 11);
    const late = signed.replace(line, `${line.slice(0, line.lastIndexOf(' '))} ${bytes.toString('base64')}`);
    expect(await code(late)).toBe('signature-invalid');
  });

  it.each(['', 'log\n', 'log\n07\n', 'log\n-1\n', 'log\n1e3\n', 'log\n9007199254740993\n', '\n7\n'])(
    'are not %j',
    async (start) => {
      const text = `${start}${Buffer.from(emptyRoot()).toString('base64')}\n`;
      expect(await codeOf(() => parseCheckpoint(text))).toBe('checkpoint-malformed');
    },
  );

  it('are not signed by other kinds of keys, or in names that no note can carry', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(await codeOf(() => noteKey('log', 'signature', publicKey))).toBe('key-unsupported');
    expect(await codeOf(() => noteKey('my log', 'signature', peter.noteKey.key))).toBe('note-malformed');
  });
});
