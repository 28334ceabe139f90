import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { append } from '#core/attestation/tlog/append.ts';
import { entryBytes } from '#core/attestation/tlog/entry.ts';
import { formatNoteKey, localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { memoryLogStore } from '../fixtures/memory-log-store.ts';
import { CASE_ID, fakeApi } from './support/fake-api.ts';
import { LOG as EVENTS, TO_DETERMINE, viewOf } from './support/procedures.ts';
import { countersign, emptyFolder } from './support/test-context.ts';
import { FINDING, VIEWS } from './support/verdicts.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCHEMAS = join(ROOT, 'docs/schemas');
const MODEST = join(ROOT, 'examples/modest-model');
const LOG = join(MODEST, 'evals/inspect/2026-09-01T08-00-00+00-00_cybench.eval');

/** A validator of one published schema; formats are annotations here. */
async function published(name: string) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(await readFile(join(SCHEMAS, `${name}.json`), 'utf8')));
  return (text: string) => {
    const value: unknown = JSON.parse(text);
    validate(value);
    return { value, errors: validate.errors ?? [] };
  };
}

describe('docs/schemas', () => {
  it('is what scripts/schemas.ts writes', async () => {
    await using folder = await emptyFolder();
    const written = spawnSync(process.execPath, [join(ROOT, 'scripts/schemas.ts'), folder.path], { encoding: 'utf8' });
    expect(written.stderr).toBe('');
    const names = (await readdir(folder.path)).sort();
    expect((await readdir(SCHEMAS)).sort()).toEqual(names);
    for (const name of names)
      expect(await readFile(join(SCHEMAS, name), 'utf8'), name).toBe(await readFile(join(folder.path, name), 'utf8'));
  });

  it('describes the manifests of the examples', async () => {
    const validate = await published('manifest');
    for (const name of ['modest-model', 'frontier-safeguarded', 'frontier-unsafe', 'incomplete'])
      expect(validate(await readFile(join(ROOT, 'examples', name, 'bundle.json'), 'utf8')).errors, name).toEqual([]);
  });

  it.each([
    ['read', ['read', LOG]],
    ['preflight', ['preflight', MODEST]],
    ['preflight', ['preflight', join(ROOT, 'examples/incomplete')]],
    ['preflight', ['preflight', LOG]],
    ['standards-list', ['standards', 'list']],
    ['standards-show', ['standards', 'show', 'us-frontier/2026.1']],
    ['standards-show', ['standards', 'show', 'us-frontier/2026.1', 'NSA-07']],
    ['standards-lint', ['standards', 'lint']],
    ['standards-explain', ['standards', 'explain', MODEST, 'NSA-01']],
    ['standards-explain', ['standards', 'explain', join(ROOT, 'examples/incomplete'), 'VAL-01']],
    ['standards-explain', ['standards', 'explain', LOG, 'INT-01']],
    ['standards-diff', ['standards', 'diff', join(ROOT, 'policy'), 'us-frontier/2026.1']],
    ['standards-what-if', ['standards', 'what-if', 'us-frontier/2026.1', MODEST]],
    ['error', ['read', 'there-is-no-such.eval']],
  ])('%s: what %j prints is valid', async (name, argv) => {
    const { stdout } = await countersign([...argv, '--json']);
    expect((await published(name))(stdout).errors).toEqual([]);
  });

  it('init, pack and submit: what they print is valid', async () => {
    await using folder = await emptyFolder();
    await using api = await fakeApi(1 << 20);
    await cp(MODEST, join(folder.path, 'release'), { recursive: true });
    const run = (...argv: string[]) =>
      countersign([...argv, '--json'], { cwd: folder.path, env: { ...api.env, XDG_STATE_HOME: folder.path } });
    expect((await published('pack'))((await run('pack', 'release')).stdout).errors).toEqual([]);
    expect((await published('submit'))((await run('submit', 'release.zip')).stdout).errors).toEqual([]);
    api.views = [VIEWS[3]];
    expect((await published('submit'))((await run('submit', 'release.zip', '--wait')).stdout).errors).toEqual([]);
    api.findings = [FINDING];
    expect((await published('review'))((await run('review', 'release.zip')).stdout).errors).toEqual([]);
    await rm(join(folder.path, 'release/bundle.json'));
    await writeFile(join(folder.path, 'release/notes.json'), '{"no": "log"}');
    expect((await published('init'))((await run('init', 'release')).stdout).errors).toEqual([]);
  });

  it('keygen, sign, verify and witness: what they print is valid', async () => {
    await using folder = await emptyFolder();
    await cp(MODEST, join(folder.path, 'release'), { recursive: true });
    const run = (...argv: string[]) => countersign([...argv, '--json'], { cwd: folder.path });
    const valid = async (name: string, ...argv: string[]) =>
      expect((await published(name))((await run(...argv)).stdout).errors, argv.join(' ')).toEqual([]);
    await valid('keygen', 'keygen', 'vendor');
    await valid('keygen', 'keygen', 'w', '--for', 'witness', '--name', 'w.example/1');
    await valid('verify', 'verify', 'release', '--key', 'vendor.pub.pem');
    await valid('sign', 'sign', 'release', '--key', 'vendor.key.pem');
    await valid('verify', 'verify', 'release', '--key', 'vendor.pub.pem');

    const log = memoryLogStore();
    const signer = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
    await append(log.store, signer, [entryBytes({ kind: 'case', digest: `sha256:${'ab'.repeat(32)}` })]);
    for (const [path, { bytes }] of log.objects) {
      await mkdir(dirname(join(folder.path, 'log', path)), { recursive: true });
      await writeFile(join(folder.path, 'log', path), bytes);
    }
    const keys = ['--log-key', formatNoteKey(signer.noteKey), '--key', 'w.key.pem', '--name', 'w.example/1'];
    await valid('witness', 'witness', 'log', ...keys);
  });

  it('status: what it prints is valid, with and without a verdict', async () => {
    await using api = await fakeApi();
    const validate = await published('status');
    api.cases = VIEWS.slice(1).map((view) => view?.case);
    expect(
      (await published('cases'))((await countersign(['status', '--json'], { env: api.env })).stdout).errors,
    ).toEqual([]);
    for (const view of VIEWS.slice(1)) {
      api.views = [view];
      expect(validate((await countersign(['status', CASE_ID, '--json'], { env: api.env })).stdout).errors).toEqual([]);
    }
  });

  it('queue, show, the log and what a command recorded: what they print is valid', async () => {
    await using api = await fakeApi();
    await using folder = await emptyFolder();
    api.views = [viewOf([TO_DETERMINE])];
    api.events = EVENTS;
    api.findings = [FINDING];
    api.queue = { '': { party: 'nsa', entries: [], next: null } };
    const print = async (...argv: string[]) =>
      (await countersign([...argv, '--json'], { env: { ...api.env, XDG_STATE_HOME: folder.path } })).stdout;
    expect((await published('queue'))(await print('queue')).errors).toEqual([]);
    expect((await published('show'))(await print('show', CASE_ID)).errors).toEqual([]);
    expect((await published('status'))(await print('status', CASE_ID)).errors).toEqual([]);
    expect((await published('log'))(await print('status', CASE_ID, '--log')).errors).toEqual([]);
    expect((await published('recorded'))(await print('determine', CASE_ID, 'concur')).errors).toEqual([]);
  });
});
