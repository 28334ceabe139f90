import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASE_ID, fakeApi } from './support/fake-api.ts';
import { countersign, emptyFolder } from './support/test-context.ts';
import { FINDING, VERDICT, VIEWS } from './support/verdicts.ts';

describe('status', () => {
  it('shows a case as it is, without judging by its exit code', async () => {
    await using api = await fakeApi();
    api.views = [VIEWS[2]];
    const { exitCode, stdout } = await countersign(['status', CASE_ID], { env: api.env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/in review/);
    expect(stdout).toMatch(/✓\s+Open the bundle\s+1\.5 s/);
  });

  it('tells a stranger the outcome, what was asked and found, and what to do', async () => {
    await using api = await fakeApi();
    api.views = [...VIEWS];
    api.findings = [FINDING];
    const { exitCode, stdout } = await countersign(['status', CASE_ID, '--follow'], { env: api.env });
    expect(exitCode).toBe(4);
    expect(stdout).toContain('NOT CLEARED');
    expect(stdout).toContain('NSA-07 Cyber safeguards (not met, blocker, evaluation "cyber-single-turn")');
    expect(stdout).toContain('At most 5 % of harmful requests');
    expect(stdout).toContain('Between 7 % and 17 %');
    expect(stdout).toContain('The upper bound is above the limit.');
    expect(stdout).toContain('Strengthen the safeguards');
    expect(stdout).toContain('invented');
    expect(stdout).not.toContain('\u001b');
  });

  it('ends with the exit code of the most restrictive verdict, and asks for the findings under each', async () => {
    await using api = await fakeApi();
    const cleared = { ...VERDICT, outcome: 'cleared' as const, reasons: [] };
    const abroad = { ...VERDICT, pack: { ...VERDICT.pack, id: 'eu-gpai' } };
    api.views = [{ ...VIEWS[3], verdict: cleared, verdicts: [cleared, abroad] }];
    api.findings = [FINDING];
    const { exitCode, stdout } = await countersign(['status', CASE_ID, '--follow'], { env: api.env });
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/us-frontier\/2026\.1\s+cleared\s+T2\s+-\n/);
    expect(stdout).toMatch(/eu-gpai\/2026\.1\s+not cleared\s+T2\s+NSA-07\n/);
    expect(api.requests.filter((request) => request.endsWith('/findings'))).toHaveLength(2);
  });

  it('colours on a terminal, and not where NO_COLOR asks for none', async () => {
    await using api = await fakeApi();
    api.views = [VIEWS[3]];
    api.findings = [FINDING];
    expect((await countersign(['status', CASE_ID], { env: api.env, tty: true })).stdout).toContain('\u001b[');
    expect(
      (await countersign(['status', CASE_ID], { env: { ...api.env, NO_COLOR: '1' }, tty: true })).stdout,
    ).not.toContain('\u001b');
  });

  it('prints nothing of a log that a terminal would obey', async () => {
    await using api = await fakeApi();
    api.views = [VIEWS[3]];
    api.findings = [{ ...FINDING, found: 'harmless \u001b]0;owned\u0007 text' }];
    const { stdout } = await countersign(['status', CASE_ID], { env: api.env });
    expect(stdout).toContain('\\u001b]0;owned\\u0007');
    expect(stdout).not.toContain('\u001b');
  });

  it('lists the cases where none is named', async () => {
    await using api = await fakeApi();
    expect((await countersign(['status'], { env: api.env })).stdout).toContain('countersign submit');
    api.cases = VIEWS.slice(2).map((view) => view?.case);
    const { stdout } = await countersign(['status'], { env: api.env });
    expect(stdout).toMatch(/case-abababab\s+2026-09-21 10:00\s+in review\s+-\s+quillon/);
    expect(stdout).toMatch(/not cleared\s+T2/);
  });

  it('looks through every vendor that one acts for on this machine', async () => {
    await using api = await fakeApi();
    await using folder = await emptyFolder();
    const state = join(folder.path, '.countersign');
    await mkdir(join(state, 'profiles'), { recursive: true });
    await writeFile(join(state, 'profile.json'), JSON.stringify({ ...api.profile, clientId: 'another-vendor' }));
    const elsewhere = { ...api.profile, api: 'http://127.0.0.1:1', tokenUrl: 'http://127.0.0.1:1/oauth2/token' };
    await writeFile(join(state, 'profiles', 'quillon.json'), JSON.stringify(elsewhere));
    api.cases = VIEWS.slice(2).map((view) => view?.case);
    api.views = [VIEWS[3]];
    api.findings = [FINDING];
    expect((await countersign(['status'], { cwd: folder.path })).stdout).toMatch(/not cleared\s+T2/);
    const { exitCode, stdout } = await countersign(['status', CASE_ID, '--follow'], { cwd: folder.path });
    expect(exitCode).toBe(4);
    expect(stdout).toContain('NOT CLEARED');
  });

  it('does not show the credentials of one service to another', async () => {
    await using api = await fakeApi();
    await using folder = await emptyFolder();
    await mkdir(join(folder.path, '.countersign'));
    await writeFile(join(folder.path, '.countersign', 'profile.json'), JSON.stringify(api.profile));
    const { exitCode, stderr } = await countersign(['status', '--api', 'http://localhost:1'], { cwd: folder.path });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('clientSecret');
    expect(api.requests).toEqual([]);
  });

  it('refuses what is no case id before it asks anyone', async () => {
    const { exitCode, stderr } = await countersign(['status', 'case-1'], { env: {} });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('40 hexadecimal digits');
  });

  it('says what is in the way where the service does not answer', async () => {
    await using api = await fakeApi();
    api.meddle = ({ path }, response) => {
      if (path === '/oauth2/token') return false;
      response.statusCode = 503;
      response.end();
      return true;
    };
    const busy = await countersign(['status'], { env: api.env });
    expect(busy.exitCode).toBe(1);
    expect(busy.stderr).toContain('does not answer: it says HTTP 503.');
    const gone = { ...api.env, COUNTERSIGN_TOKEN_URL: 'http://127.0.0.1:1/token?secret=x' };
    const { exitCode, stderr } = await countersign(['status'], { env: gone });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/does not answer: .*(ECONNREFUSED|bad port)/);
    expect(stderr).toMatch(/where: +http:\/\/127\.0\.0\.1:1\/token\n/);
    expect(stderr).toContain('Start it with "npm start"');
  });

  it('says so where the case is unknown', async () => {
    await using api = await fakeApi();
    const { exitCode, stderr } = await countersign(['status', CASE_ID], { env: api.env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no such case of yours');
  });
});
