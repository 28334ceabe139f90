import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { countersign } from '../cli/support/test-context.ts';
import { presentAssembly, temporaryFolder } from './support/countersign.ts';
import { EUROPEAN, FEDERAL, referredZip } from './support/referred-case.ts';
import { variantZip } from './support/variant.ts';

const folder = temporaryFolder();
let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, '.countersign') });
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

/** The command line of a sample person in the folder of the local run. */
function as(person: string) {
  const env = { XDG_CONFIG_HOME: folder.path, XDG_STATE_HOME: folder.path };
  return async (...argv: string[]) => {
    const ran = await countersign([...argv, '--as', person], { cwd: folder.path, env });
    return { ...ran, all: `${ran.stdout}${ran.stderr}` };
  };
}

const vendor = as('vendor-quillon');
const [nsa1, nsa2, oncd1, oncd2, odni1, odni2] = ['nsa', 'oncd', 'odni'].flatMap((agency) => [
  as(`${agency}-reviewer-1`),
  as(`${agency}-reviewer-2`),
]);
const coordinator = as('coordinator');
type Person = ReturnType<typeof as>;

/** Submits a bundle and follows it until people are asked; the case, as tables show it. */
async function refer(zip: Uint8Array, name: string): Promise<string> {
  await writeFile(join(folder.path, name), zip);
  const { exitCode, stdout } = await vendor('submit', name, '--wait', '--json');
  expect(exitCode).toBe(5);
  return String(JSON.parse(stdout).case).slice(0, 13);
}

async function done(person: Person | undefined, ...argv: string[]): Promise<string> {
  const ran = await person?.(...argv);
  expect(ran?.all).toContain('✓');
  expect(ran?.exitCode).toBe(0);
  return ran?.all ?? '';
}

describe('a referred case, by the command line alone', () => {
  it('goes from a request and its answer through four eyes to a unanimous decision', async () => {
    const ref = await refer(await referredZip(folder.path, FEDERAL, 'by command line'), 'bundle.zip');

    const queue = await nsa1?.('queue');
    expect(queue?.stdout).toMatch(new RegExp(`determination\\s+${ref}\\s+quillon/atlas-5`));
    const screen = await nsa1?.('show', ref);
    expect(screen?.stdout).toContain('REFERRED');
    expect(screen?.stdout).toContain('not yet: nsa, oncd, odni');

    await done(nsa1, 'determine', ref, 'request_information', '--question', 'NSA-07: Which classifier ran?');
    const early = await vendor('respond', ref, '--answer', 'Too early');
    expect(early.exitCode).toBe(6);
    expect(await done(coordinator, 'request', ref)).toContain('on hold');

    const asked = await vendor('status', ref);
    expect(asked.stdout).toContain('1. nsa on NSA-07: Which classifier ran?');
    expect(asked.stdout).toContain(`countersign respond ${ref} --answer "..." --as vendor-quillon`);
    expect(asked.stdout).toContain('quillon (vendor) (you)');
    expect(asked.stdout).toContain('Days end at midnight in America/New_York.');
    expect((await vendor('queue')).stdout).toContain('answer to the request');
    await done(vendor, 'respond', ref, '--answer', 'The classifier of 2 May');

    // What nsa-reviewer-1 saw is not what stands there now.
    const stale = await nsa1?.('determine', ref, 'concur');
    expect(stale?.exitCode).toBe(6);
    expect(stale?.stderr).toContain('the vendor answered: The classifier of 2 May');
    await done(nsa1, 'determine', ref, 'concur');
    const own = await nsa1?.('endorse', ref, '2');
    expect(own?.exitCode).toBe(6);
    expect(own?.stderr).toContain('Who prepared a determination does not sign it');
    expect((await nsa2?.('show', ref))?.stdout).toContain(`countersign endorse ${ref} 2 --as nsa-reviewer-2`);
    await done(nsa2, 'endorse', ref, '2');

    for (const [first, second] of [
      [oncd1, oncd2],
      [odni1, odni2],
    ]) {
      await done(first, 'determine', ref, 'concur');
      await done(second, 'endorse', ref, '1');
    }
    const { exitCode, stdout } = await vendor('status', ref, '--follow');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('CLEARED');
    expect(stdout).toContain('cleared, by all agencies');
    const log = await vendor('status', ref, '--log');
    expect(log).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('The chain holds') });
    expect(log.stdout).toContain('The content of');
    expect(log.stdout).toContain('an agency signed its determination (us-frontier/2026.1)');
    expect((await nsa1?.('status', ref, '--log'))?.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'oncd signed its determination 1 (oncd-reviewer-2, us-frontier/2026.1)',
    );
    expect((await nsa1?.('queue'))?.stdout).not.toContain(ref);
  }, 120_000);

  it('takes a new version of the bundle, a resolved point, conditions and their end', async () => {
    const ref = await refer(await referredZip(folder.path, EUROPEAN, 'by command line'), 'european.zip');
    await writeFile(join(folder.path, 'amended.zip'), await amended('european-2'));
    const office = as('ai-office-reviewer-1');
    await done(office, 'determine', ref, 'request_information', '--question', 'Where is the assessment?');
    expect((await vendor('status', ref)).stdout).toContain('Where is the assessment?');
    const answered = await vendor('respond', ref, '--bundle', 'amended.zip', '--note', 'Notice added', '--json');
    expect(JSON.parse(answered.stdout)).toMatchObject({ amends: true });
    await expect
      .poll(async () => JSON.parse((await vendor('status', ref, '--json')).stdout).case, {
        timeout: 60_000,
        interval: 500,
      })
      .toMatchObject({ bundle: 2, status: 'waiting_for_people' });

    const screen = await office('show', ref);
    expect(screen.stdout).toContain('version 2 of the bundle');
    expect(screen.stdout).toContain('Notice added');
    const condition = `text=Publish it; criterion=EUC-03; metric=published; due=2099-01-01; verifier=ai-office; expires=2099-06-01`;
    await done(office, 'determine', ref, 'concur_with_conditions', '--condition', condition);
    const determined = JSON.parse((await office('show', ref, '--json')).stdout).procedure;
    const last = determined.determinations.at(-1);
    if (last.signatureNeeded) await done(as('ai-office-reviewer-2'), 'endorse', ref, String(last.n));

    const decided = await vendor('status', ref);
    expect(decided.stdout).toContain('cleared with conditions, by all agencies');
    expect(decided.stdout).toContain('(open): Publish it');
    const [one] = JSON.parse((await office('show', ref, '--json')).stdout).procedure.conditions;
    await done(office, 'condition', ref, one.id, 'breached', '--evidence', 'Nothing was published');
    expect((await vendor('status', ref)).stdout).toContain('reopened: the agencies determine anew');
    const late = await vendor('appeal', ref, '--ground', '1', '--statement', 'x');
    expect(late.exitCode).toBe(6);
  }, 120_000);

  it('ends by withdrawal, and is nobody else’s', async () => {
    const ref = await refer(await referredZip(folder.path, FEDERAL, 'withdrawn'), 'withdrawn.zip');
    const stranger = await as('vendor-tern')('withdraw', ref, '--reason', 'Mine');
    expect(stranger.exitCode).toBe(2);
    expect(stranger.stderr).toContain('No case of yours');
    expect(await done(vendor, 'withdraw', ref, '--reason', 'Put off')).toContain('withdrawn by the vendor');
    expect((await oncd1?.('determine', ref, 'concur'))?.exitCode).not.toBe(0);
  }, 60_000);
});

const amended = (name: string): Promise<Uint8Array> =>
  variantZip(join(folder.path, name), 'frontier-safeguarded', (manifest) => ({
    ...manifest,
    packs: [EUROPEAN],
    notice: `${String(manifest.notice)} (amended)`,
  }));
