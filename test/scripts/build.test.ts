import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePack } from '../../core/policy/pack.ts';
import { type BuiltFunction, buildFunctions } from '../../scripts/build-functions.ts';
import { readPacks } from '../../scripts/read-packs.ts';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'countersign-build-'));
const outdir = join(work, 'first');
let built: BuiltFunction[] = [];

beforeAll(async () => {
  built = await buildFunctions({ root, outdir });
});
afterAll(() => rmSync(work, { recursive: true }));

describe('the build', () => {
  it('makes the same bytes of the same sources, leaves nothing of what it made before, and does not touch what is right', async () => {
    const again = join(work, 'second');
    cpSync(outdir, again, { recursive: true });
    const stale = join(again, 'gone/packs/us/2020.1.json');
    mkdirSync(dirname(stale), { recursive: true });
    writeFileSync(stale, '{}');
    const module = join(again, 'api/index.mjs');
    const { ino } = statSync(module);
    await buildFunctions({ root, outdir: again });
    expect(existsSync(join(again, 'gone'))).toBe(false);
    expect(statSync(module).ino).toBe(ino);
    const files = globSync('**/*.{mjs,map,json}', { cwd: outdir }).sort();
    expect(globSync('**/*.{mjs,map,json}', { cwd: again }).sort()).toEqual(files);
    for (const file of files)
      expect(readFileSync(join(again, file)).equals(readFileSync(join(outdir, file))), file).toBe(true);
  });

  it('makes one module for each function, which loads by itself and has a handler', () => {
    const folders = globSync('functions/*/*.lambda.ts', { cwd: root }).length;
    expect(built).toHaveLength(folders);
    const load = built.map(({ name }) => `['${name}', typeof (await import('./${name}/index.mjs')).handler]`);
    const run = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `console.log(JSON.stringify([${load.join(',')}]))`],
      {
        cwd: outdir,
        encoding: 'utf8',
        env: {
          AWS_REGION: 'us-east-1',
          BUNDLE_BUCKET: 'bundles',
          BUNDLE_COPIES: '',
          EVIDENCE_BUCKET: 'evidence',
          EVIDENCE_COPIES: 'us-west-2/copies-of-evidence',
          TABLE_NAME: 'cases',
          AGENCY: 'nsa',
          VERDICT_KEY_ARN: 'arn:aws:kms:us-east-1:000000000000:key/verdicts',
          LOG_KEY_ARN: 'arn:aws:kms:us-east-1:000000000000:key/log',
          LOG_BUCKET: 'log',
          LOG_NAME: 'countersign-test',
          STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:review',
          PROCEDURE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:procedure',
          EVENT_BUS_NAME: 'countersign',
          VENDOR_KEYS: 'alias/countersign-test/vendor/',
          UPLOADS_PER_DAY: '10',
          BREAK_GLASS: 'off',
          SECOND_FACTORS: '{}',
          REVIEWS_PER_VENDOR: '1',
          REVIEWS_IN_ALL: '2',
          WAITING_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/waiting',
          DELIVERY_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/deliveries',
          CASE_URL: 'https://console.example.org/cases/{caseId}',
          MAIL_FROM: 'countersign@example.org',
          MAIL_CONFIGURATION_SET: 'mail',
          WEBHOOK_ALLOWED_NETWORKS: '',
          SIGN_IN_URL: 'https://countersign.auth.us-east-1.amazoncognito.com',
          CONSOLE_CLIENT_ID: 'console',
          UPLOAD_URL: 'https://bundles.s3.us-east-1.amazonaws.com',
        },
      },
    );
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual(built.map(({ name }) => [name, 'function']));
  });

  it('needs no "require" at run time, which a module does not have', () => {
    for (const { name } of built)
      expect(readFileSync(join(outdir, name, 'index.mjs'), 'utf8'), name).not.toContain('Dynamic require of');
  });

  it('gives the functions that start threads what these run, which loads by itself', () => {
    expect(globSync('*/worker.mjs', { cwd: outdir })).toEqual([join('read-evaluation', 'worker.mjs')]);
    const ready = `import { MessageChannel, Worker } from 'node:worker_threads';
      const { port1, port2 } = new MessageChannel();
      const worker = new Worker(new URL('./read-evaluation/worker.mjs', import.meta.url), { workerData: port2, transferList: [port2] });
      port1.once('message', ({ kind }) => { console.log(kind); process.exit(); });`;
    writeFileSync(join(outdir, 'ready.mjs'), ready);
    const run = spawnSync(process.execPath, [join(outdir, 'ready.mjs')], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe('ready\n');
  });

  it('gives packs to the functions that read them, as they load them', () => {
    const withPacks = built.filter(({ packs }) => packs.length > 0);
    expect(withPacks.map(({ name }) => name)).toEqual([
      'adjudicate',
      'api',
      'assemble-evidence',
      'check-agency',
      'decide',
      'notify',
      'open-bundle',
      'open-case',
      'retain',
      'sweep-uploads',
    ]);
    for (const { name, packs } of withPacks)
      for (const pack of packs) {
        const { id, version } = parsePack(
          JSON.parse(readFileSync(join(outdir, name, 'packs', `${pack}.json`), 'utf8')),
        );
        expect(`${id}/${version}`).toBe(pack);
      }
  });
});

describe('standards', () => {
  it('have to be there', async () => {
    await expect(readPacks(join(work, 'nothing'))).rejects.toThrow(/no <id>\/<version>\/pack\.yaml/);
  });

  it('that are not valid stop the build, with the file and the field', async () => {
    const folder = join(work, 'policy/us/2026.1');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'pack.yaml'), 'id: us\n');
    await expect(readPacks(join(work, 'policy'))).rejects.toThrow(/pack\.yaml[\s\S]*agencies/);
  });
});
