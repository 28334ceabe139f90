import { generateKeyPairSync } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '#core/adjudication/verdict.ts';
import { nextEvent } from '#core/attestation/event-chain.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { localSigner } from '#core/attestation/keys/signer.ts';
import { append } from '#core/attestation/tlog/append.ts';
import { entryBytes } from '#core/attestation/tlog/entry.ts';
import { formatNoteKey, localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { proveInclusion } from '#core/attestation/tlog/tlog-proof.ts';
import { signVerdict, verdictDigest } from '#core/attestation/verdict/signed-verdict.ts';
import { verdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { openInput } from '../../cli/bundle/open-input.ts';
import { openFile } from '../../cli/io/file-access.ts';
import { spoolToFile } from '../../cli/io/temporary.ts';
import { reviewHere } from '../../cli/review/review-here.ts';
import { memoryLogStore } from '../fixtures/memory-log-store.ts';
import { countersign, emptyFolder } from './support/test-context.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/modest-model');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const log = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
const CASE = { caseId: 'case-1', at: '2026-11-23T00:00:00.000Z', data: {} };
const EVENTS = [nextEvent(null, { ...CASE, type: 'opened' })];
const HEAD = { seq: 0, hash: EVENTS[0]?.hash ?? '' };

let verdict: Verdict;
beforeAll(async () => {
  await using bundle = await openInput(EXAMPLE, '.');
  await using source = await openFile(bundle.path);
  verdict = (await reviewHere(source, spoolToFile)).verdict;
});

/** A folder with the verdict, signed, logged, and with the keys to verify it. */
async function issued(change: Partial<Verdict> = {}) {
  const folder = await emptyFolder();
  const statement = verdictStatement({
    caseId: 'case-1',
    issuedAt: '2026-11-23T12:00:00.000Z',
    verdict: { ...verdict, ...change },
    chain: HEAD,
    signature: null,
  });
  const signed = await signVerdict(statement, [localSigner(pair.privateKey)]);
  const memory = memoryLogStore();
  await append(memory.store, log, [entryBytes({ kind: 'verdict', digest: verdictDigest(signed) })]);
  const inclusion = await proveInclusion(0, memory.text('checkpoint'), memory.fetch);
  const validFrom = '2026-01-01T00:00:00.000Z';
  const keys = [keyRecord(pair.publicKey, { owner: 'countersign', purpose: 'verdict', validFrom })];
  const trusted = { keySetVersion: '1.0', keys, log: { key: formatNoteKey(log.noteKey) } };
  const write = async (name: string, value: unknown) => writeFile(join(folder.path, name), JSON.stringify(value));
  await write('verdict.json', signed);
  await write('full.json', { ...signed, events: EVENTS, inclusion });
  await write('keys.json', trusted);
  const verify = async (file: string, ...argv: string[]) =>
    countersign(['verify', file, '--keys', 'keys.json', ...argv], { cwd: folder.path });
  return { ...folder, verify, write, signed };
}

describe('verify, of a signed verdict', () => {
  it('says what holds, and what it could not look at', async () => {
    await using files = await issued();
    const bare = await files.verify('verdict.json');
    expect(bare.exitCode).toBe(0);
    expect(bare.stdout).toContain('VERIFIED');
    expect(bare.stdout.match(/not checked/g)).toHaveLength(3);
    const full = await files.verify('full.json', '--json');
    const { verified, holds, notChecked, statement } = JSON.parse(full.stdout);
    expect([verified, holds.length, notChecked.length]).toEqual([true, 3, 1]);
    expect(statement.predicate.outcome).toBe('cleared');
  });

  it('takes documents as their published schemas describe them', async () => {
    await using files = await issued();
    const fits = async (name: string, document: unknown) => {
      const ajv = new Ajv2020({ strict: true, strictRequired: false, validateFormats: false });
      const schema = await readFile(join(import.meta.dirname, '../../docs/schemas', `${name}.json`), 'utf8');
      return ajv.validate(JSON.parse(schema), document) || ajv.errors;
    };
    const read = async (name: string) => JSON.parse(await readFile(join(files.path, name), 'utf8'));
    expect(await fits('signed-verdict', await read('full.json'))).toBe(true);
    expect(await fits('trusted-keys', await read('keys.json'))).toBe(true);
    const statement = JSON.parse(Buffer.from(files.signed.envelope.payload, 'base64').toString());
    expect(await fits('verdict-statement', statement)).toBe(true);
    expect(await fits('verdict-statement', { ...statement, subject: [] })).not.toBe(true);
  });

  it('decides it again from the bundle, byte for byte', async () => {
    await using files = await issued();
    const again = await files.verify('full.json', '--bundle', EXAMPLE);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('Decided again from the bundle');
    expect(again.stdout).not.toContain('not checked');
    const other = await files.verify('full.json', '--bundle', join(EXAMPLE, '../frontier-unsafe'), '--json');
    expect(other.exitCode).toBe(7);
    expect(JSON.parse(other.stdout)).toMatchObject({ verified: false, failure: { code: 'bundle-differs' } });
  });

  it('notices a verdict that does not follow from its bundle, though it is signed', async () => {
    await using files = await issued({ summary: 'Cleared, whatever the evidence.' });
    expect((await files.verify('verdict.json')).exitCode).toBe(0);
    const again = await files.verify('verdict.json', '--bundle', EXAMPLE);
    expect(again.exitCode).toBe(7);
    expect(again.stdout).toContain('NOT VERIFIED  verdict-differs');
  });

  it('notices one byte that is changed in the bundle', async () => {
    await using files = await issued();
    await cp(EXAMPLE, join(files.path, 'copy'), { recursive: true });
    await writeFile(join(files.path, 'copy/cards/model-card.md'), 'another card');
    expect((await files.verify('verdict.json', '--bundle', 'copy')).stdout).toContain('bundle-differs');
  });

  it('says what is wrong with the files that it is given', async () => {
    await using files = await issued();
    const unkeyed = await countersign(['verify', 'verdict.json'], { cwd: files.path });
    expect(unkeyed.exitCode).toBe(2);
    expect(unkeyed.stderr).toContain('--keys');
    await files.write('other.json', { schema: 'x' });
    expect((await files.verify('other.json')).stderr).toContain('other.json, at /schema');
    await writeFile(join(files.path, 'text.json'), 'text');
    expect((await files.verify('text.json')).stderr).toContain('The signed verdict is not JSON.');
    const { signatures } = files.signed.envelope;
    await files.write('spoiled.json', {
      ...files.signed,
      envelope: { ...files.signed.envelope, payload: 'e30=', signatures },
    });
    expect((await files.verify('spoiled.json')).stdout).toContain('signature-invalid');
  });
});
