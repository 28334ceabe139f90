import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { append } from '#core/attestation/tlog/append.ts';
import { verifyCheckpoint } from '#core/attestation/tlog/checkpoint.ts';
import { entryBytes } from '#core/attestation/tlog/entry.ts';
import { formatNoteKey, localNoteSigner, parseNoteKey } from '#core/attestation/tlog/note-key.ts';
import { memoryLogStore } from '../fixtures/memory-log-store.ts';
import { countersign, emptyFolder } from './support/test-context.ts';

const signer = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
const entry = (n: number) => entryBytes({ kind: 'verdict', digest: `sha256:${n.toString(16).padStart(64, '0')}` });
const add = async ({ store }: ReturnType<typeof memoryLogStore>, from: number, count: number) =>
  append(
    store,
    signer,
    Array.from({ length: count }, (_, n) => entry(from + n)),
  );

async function witness() {
  const folder = await emptyFolder();
  const run = async (...argv: string[]) => countersign(argv, { cwd: folder.path });
  const { stdout } = await run('keygen', 'w1', '--for', 'witness', '--name', 'w.example/1', '--json');
  const key = parseNoteKey(JSON.parse(stdout).verifierKey);
  const look = async (log: string, ...argv: string[]) =>
    run(
      'witness',
      log,
      '--log-key',
      formatNoteKey(signer.noteKey),
      '--key',
      'w1.key.pem',
      '--name',
      'w.example/1',
      ...argv,
    );
  /** The log as a folder; what is there stays. */
  const put = async (name: string, { objects }: ReturnType<typeof memoryLogStore>) => {
    for (const [path, { bytes }] of objects) {
      await mkdir(dirname(join(folder.path, name, path)), { recursive: true });
      await writeFile(join(folder.path, name, path), bytes);
    }
  };
  return { ...folder, key, look, put };
}

describe('witness', () => {
  it('signs what it saw, each time that the log has only grown', async () => {
    await using w = await witness();
    const log = memoryLogStore();
    await add(log, 0, 3);
    await w.put('log', log);
    const first = await w.look('log', '--audit');
    expect(first.stderr).toContain('example.com/log: 3 entries, seen for the first time');
    const trust = { log: signer.noteKey, witnesses: [w.key], quorum: 1 };
    expect(verifyCheckpoint(first.stdout, trust).checkpoint.size).toBe(3);
    await add(log, 3, 300);
    await w.put('log', log);
    const second = JSON.parse((await w.look('log', '--json')).stdout);
    expect(second).toMatchObject({ size: 303, before: 3, audited: false });
    expect(verifyCheckpoint(second.checkpoint, trust).witnessed).toHaveLength(1);
  });

  it('reads a log over HTTP', async () => {
    await using w = await witness();
    const log = memoryLogStore();
    await add(log, 0, 3);
    let busy = true;
    const server = createServer((request, response) => {
      const object = log.objects.get((request.url ?? '').replace('/log/', ''));
      response.statusCode = busy ? 503 : object === undefined ? 404 : 200;
      busy = false;
      response.end(object?.bytes);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/log`;
    try {
      expect((await w.look(url)).exitCode).toBe(0);
      const missing = await w.look(url.replace('/log', '/nowhere'));
      expect(missing.exitCode).toBe(1);
      expect(missing.stderr).toContain('the log has no checkpoint');
    } finally {
      server.close();
    }
  });

  it('signs nothing of a log that was rolled back or changed, and keeps what it knew', async () => {
    await using w = await witness();
    const log = memoryLogStore();
    await add(log, 0, 5);
    await w.put('log', log);
    await w.look('log');
    const shorter = memoryLogStore();
    await add(shorter, 0, 4);
    await w.put('shorter', shorter);
    const forked = memoryLogStore();
    await add(forked, 7, 9);
    await w.put('forked', forked);
    for (const [name, code] of [
      ['shorter', 'log-rolled-back'],
      ['forked', 'consistency-wrong'],
    ] as const) {
      const { exitCode, stdout, stderr } = await w.look(name);
      expect([exitCode, stdout]).toEqual([7, '']);
      expect(stderr).toContain(code);
    }
    expect((await w.look('log')).exitCode).toBe(0);
    expect((await readdir(join(w.path, '.countersign/witness'))).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('works alone, and with a key of its kind', async () => {
    await using w = await witness();
    const log = memoryLogStore();
    await add(log, 0, 1);
    await w.put('log', log);
    await w.look('log');
    const [state] = await readdir(join(w.path, '.countersign/witness'));
    await writeFile(join(w.path, '.countersign/witness', `${state}.lock`), '');
    expect((await w.look('log')).stderr).toContain('one witness at a time');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(join(w.path, 'w1.key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect((await w.look('log')).exitCode).toBe(2);
    await writeFile(join(w.path, 'w1.key.pem'), 'no key');
    expect((await w.look('log')).exitCode).toBe(2);
  });
});
