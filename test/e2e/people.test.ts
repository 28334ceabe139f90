import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ApiError, CaseList } from '#core/api/wire.ts';
import { agenciesOf } from '../../infra/agencies.ts';
import { ROOT } from '../../local/root.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { countersign } from '../cli/support/test-context.ts';
import { presentAssembly, temporaryFolder } from './support/countersign.ts';

const folder = temporaryFolder();
const state = join(folder.path, '.countersign');
let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({ assembly: await presentAssembly(), state });
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

/** The command line of somebody in the folder of the local run. */
const run = (...argv: string[]) => countersign(argv, { cwd: folder.path, env: { XDG_CONFIG_HOME: folder.path } });

const Kept = z.object({ accessToken: z.string() });

/** What the API answers to somebody who has signed in by the page of the local run. */
async function askAs(person: string, path: string): Promise<{ status: number; body: unknown }> {
  expect(await run('login', '--as', person)).toMatchObject({ exitCode: 0 });
  const sessions = join(state, 'sessions');
  const [name = ''] = await readdir(sessions);
  const { accessToken } = Kept.parse(JSON.parse(await readFile(join(sessions, name), 'utf8')));
  const response = await fetch(`${runtime.profile.api}${path}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return { status: response.status, body: await response.json() };
}

describe('people of the local run', () => {
  it('of a vendor see the cases of that vendor', async () => {
    const { status, body } = await askAs('vendor-acceptance', '/cases');
    expect(status).toBe(200);
    expect(CaseList.parse(body)).toEqual({ cases: [], next: null });
  });

  it('of an agency are known by their role, and have no cases of a vendor', async () => {
    const { status, body } = await askAs('nsa-reviewer-1', '/cases');
    expect(status).toBe(403);
    expect(ApiError.parse(body).error).toEqual({
      code: 'vendor-role-missing',
      message: 'This is for people and programs of a vendor; you are agency.nsa.reviewer.',
    });
  });

  it('without a role are told so, by the API and on the command line', async () => {
    const { status, body } = await askAs('newcomer', '/cases');
    expect([status, ApiError.parse(body).error.code]).toEqual([403, 'role-missing']);
    const { exitCode, stderr } = await run('status', '--as', 'newcomer');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('You are signed in as "newcomer", who has no role here. Ask the operator for one.');
  });

  it('are two reviewers and a principal for every agency of the standards', async () => {
    for (const agency of agenciesOf(join(ROOT, 'policy'))) {
      for (const role of ['reviewer-1', 'reviewer-2', 'principal']) {
        const { stdout } = await run('whoami', '--as', `${agency}-${role}`, '--json');
        const [office = ''] = role.split('-');
        expect(JSON.parse(stdout)).toMatchObject({ kind: 'person', roles: [`agency.${agency}.${office}`] });
      }
    }
  });

  it('submit as their vendor, and only they see the case', async () => {
    const bundle = join(ROOT, 'examples/incomplete');
    const { exitCode, stdout } = await run('submit', bundle, '--as', 'vendor-quillon', '--json');
    expect(exitCode).toBe(0);
    const caseId = String(JSON.parse(stdout).case);
    await expect
      .poll(async () => (await run('status', caseId, '--as', 'vendor-quillon')).exitCode, { timeout: 20_000 })
      .toBe(0);
    expect((await run('status', caseId, '--as', 'vendor-acceptance')).stderr).toContain('There is no case');
    await expect
      .poll(async () => (await run('status', caseId, '--log', '--as', 'vendor-quillon')).exitCode, { timeout: 20_000 })
      .toBe(0);
    const accesses = () => run('accesses', caseId, '--as', 'vendor-quillon');
    await expect.poll(async () => (await accesses()).stdout, { timeout: 20_000 }).toMatch(/function review\s+bundle/);
    const ledger = await accesses();
    expect(ledger).toMatchObject({ exitCode: 0 });
    expect(ledger.stdout).toMatch(/vendor-quillon \(vendor\.quillon\)\s+events/);
    expect(ledger.stdout).toContain('The ledger holds');
    expect((await run('accesses', caseId, '--as', 'nsa-reviewer-1')).exitCode).toBe(1);
  });
});
