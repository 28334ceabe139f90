import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, eventually } from '../local/support/clients.ts';
import { type SpawnedRuntime, spawnRuntime } from '../local/support/spawn-runtime.ts';
import { countersign, exampleZip, presentAssembly, temporaryFolder } from './support/countersign.ts';
import { replaceFunctions } from './support/replace-function.ts';

const folder = temporaryFolder();
const running: SpawnedRuntime[] = [];
let assembly: string;
let made = 0;

beforeAll(async () => {
  assembly = await presentAssembly();
}, 240_000);
afterEach(async () => {
  for (const runtime of running.splice(0)) if (runtime.child.signalCode === null) await runtime.end('SIGKILL');
});
afterAll(() => folder.discard());

async function spawn(from: string, state: string): Promise<SpawnedRuntime> {
  const runtime = await spawnRuntime(from, state);
  running.push(runtime);
  return runtime;
}

/** A copy of the assembly with other code in some functions, and a state folder for it. */
function changed(matching: RegExp, code: string): { assembly: string; state: string } {
  const copy = join(folder.path, `assembly-${made}`);
  replaceFunctions(assembly, copy, matching, code);
  return { assembly: copy, state: join(folder.path, `state-${made++}`) };
}

describe('the check of an agency', () => {
  /** A file tells its code which is to happen, so that one runtime does for all. */
  const FAULTS = ['ends its process', 'cannot be loaded', 'throws'] as const;
  let runtime: SpawnedRuntime;
  let fault: string;
  beforeAll(async () => {
    fault = join(folder.path, 'fault');
    const change = changed(
      /CheckAgencynsa/,
      `import { readFileSync } from 'node:fs';
       const fault = () => readFileSync('${fault}', 'utf8');
       if (fault() === 'cannot be loaded') throw new Error('broken build');
       export const handler = async () => {
         if (fault() === 'throws') throw new TypeError('a bug');
         process.exit(1);
       };`,
    );
    runtime = await spawnRuntime(change.assembly, change.state);
  }, 60_000);
  afterAll(() => runtime?.end('SIGKILL'));

  it.each(FAULTS)(
    'leads to a verdict that clears nothing when it %s',
    async (how) => {
      writeFileSync(fault, how);
      const system = countersign(runtime.profile);
      const { caseId } = await system.upload(await exampleZip('modest-model'), 'larkspur', `s-${FAULTS.indexOf(how)}`);
      const { verdict } = await system.decided(caseId);
      expect(['cleared', 'cleared_with_conditions']).not.toContain(verdict.outcome);
      const findings = await system.findingsOf(caseId);
      const failed = findings.filter(({ outcome }) => outcome === 'error');
      expect(failed.length).toBeGreaterThan(0);
      expect([...new Set(failed.map(({ agency }) => agency))]).toEqual(['nsa']);
      expect(findings.filter(({ agency, outcome }) => agency === 'nsa' && outcome !== 'error')).toEqual([]);
    },
    120_000,
  );
});

it('judges the version that was uploaded, though another replaces it while it is read', async () => {
  const change = changed(
    /ReadEvaluation/,
    `import { S3Client, PutObjectCommand } from '${import.meta.resolve('@aws-sdk/client-s3')}';
     const real = await import('./real.mjs');
     const s3 = new S3Client({});
     export const handler = async (event, context) => {
       await s3.send(new PutObjectCommand({ Bucket: event.bucket, Key: event.key, Body: Buffer.from('not a zip') }));
       return real.handler(event, context);
     };`,
  );
  const runtime = await spawn(change.assembly, change.state);
  const system = countersign(runtime.profile);
  const { caseId } = await system.upload(await exampleZip('modest-model'), 'larkspur', 's-1');
  expect((await system.decided(caseId)).verdict.outcome).toBe('cleared');
  const others = await eventually(async () => {
    const ids = (await system.casesOf('larkspur')).filter((id) => id !== caseId);
    return ids.length > 0 ? ids : undefined;
  });
  for (const id of others) expect((await system.decided(id)).verdict.outcome).toBe('returned');
}, 120_000);

it('reaches the same verdict when it is killed before and after the work of every function', async () => {
  const marks = join(folder.path, 'marks');
  mkdirSync(marks);
  // Hangs the first time before the work, and the next time after it: only a restart gets any further.
  const change = changed(
    /^Functions(?!Api)/,
    `import { existsSync, writeFileSync } from 'node:fs';
     const real = await import('./real.mjs');
     const hangOnce = async (when) => {
       const mark = '${marks}/' + process.env.AWS_LAMBDA_FUNCTION_NAME + '-' + when;
       if (existsSync(mark)) return;
       writeFileSync(mark, '');
       await new Promise(() => setInterval(() => {}, 60_000));
     };
     export const handler = async (event, context) => {
       await hangOnce('before');
       const result = await real.handler(event, context);
       await hangOnce('after');
       return result;
     };`,
  );
  let runtime = await spawn(change.assembly, change.state);
  const { caseId } = await countersign(runtime.profile).upload(await exampleZip('modest-model'), 'larkspur', 's-1');
  const executionArn = `${Object.values(runtime.profile.stateMachines)[0]?.replace(':stateMachine:', ':execution:')}:${caseId}`;

  let kills = 0;
  for (let seen = 0; ; ) {
    const { profile } = runtime;
    const next = await eventually(async () => {
      const count = readdirSync(marks).length;
      if (count > seen) return count;
      const status = await clientsOf(profile)
        .sfn.send(new DescribeExecutionCommand({ executionArn }))
        .then((execution) => execution.status)
        .catch(() => undefined);
      return status === 'SUCCEEDED' || status === 'FAILED' ? status : undefined;
    }, 60_000);
    if (typeof next === 'string') {
      expect(next).toBe('SUCCEEDED');
      break;
    }
    seen = next;
    await runtime.end('SIGKILL');
    kills += 1;
    runtime = await spawn(change.assembly, change.state);
  }
  expect(kills).toBeGreaterThanOrEqual(10);

  const system = countersign(runtime.profile);
  const { verdict } = await system.decided(caseId);
  const undisturbed = countersign((await spawn(assembly, join(folder.path, 'state-undisturbed'))).profile);
  const same = await undisturbed.upload(await exampleZip('modest-model'), 'larkspur', 's-1');
  expect(verdict).toEqual((await undisturbed.decided(same.caseId)).verdict);
  expect(await system.findingsOf(caseId)).toEqual(await undisturbed.findingsOf(same.caseId));
  expect(await system.verdictOf(caseId, 2)).toBeUndefined();
  expect(await system.casesOf('larkspur')).toEqual([caseId]);
}, 300_000);
