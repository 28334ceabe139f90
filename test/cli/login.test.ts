import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLBACK_PORTS, callbackUrl, listenForCode } from '../../cli/sign-in/callback.ts';
import { callbackUrls } from '../../infra/constructs/people.ts';
import { browser } from '../local/support/browser.ts';
import { signInServer } from '../local/support/sign-in-server.ts';
import { fakeApi } from './support/fake-api.ts';
import { countersign, emptyFolder, type Ran } from './support/test-context.ts';

/** A service, its sign-in, and a folder of somebody who has signed in to nothing yet. */
async function scene(over: Parameters<typeof signInServer>[0] = {}) {
  const disposables = new AsyncDisposableStack();
  const folder = disposables.use(await emptyFolder());
  const api = disposables.use(await fakeApi());
  const signIn = disposables.use(await signInServer(over));
  const env = {
    XDG_CONFIG_HOME: join(folder.path, 'config'),
    COUNTERSIGN_API: api.profile.api ?? '',
    COUNTERSIGN_SIGN_IN_URL: signIn.url,
    COUNTERSIGN_SIGN_IN_CLIENT_ID: 'people',
  };
  const sessions = join(env.XDG_CONFIG_HOME, 'countersign', 'sessions');
  return {
    folder: folder.path,
    api,
    signIn,
    env,
    run: (...argv: string[]) => countersign(argv, { cwd: folder.path, env }),
    /** The one session that is kept. */
    session: async () => {
      const [name = 'none'] = await readdir(sessions);
      const path = join(sessions, name);
      return { path, mode: (await stat(path)).mode & 0o777, content: JSON.parse(await readFile(path, 'utf8')) };
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

const said = ({ exitCode, stdout, stderr }: Ran) => ({ exitCode, text: stdout + stderr });

describe('login', () => {
  it('signs in by the browser: prints the address, takes the code, and keeps the tokens for their owner', async () => {
    await using s = await scene();
    const lines: string[] = [];
    const waiting = countersign(['login'], { cwd: s.folder, env: s.env, onStderr: (text) => lines.push(text) });
    await expect.poll(() => lines.join(''), { timeout: 20_000 }).toContain('/oauth2/authorize?');
    const [url = ''] = /http\S+authorize\S+/.exec(lines.join('')) ?? [];
    const { visit } = browser();
    const callback = await visit((await visit(url)).url, { person: 'nsa-reviewer-1' });
    const stray = await fetch(callback.url.replace(/state=[^&]+/, 'state=guessed'));
    expect(stray.status).toBe(404);
    expect(await (await fetch(callback.url)).text()).toContain('You are signed in');

    expect(await waiting).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('agency.nsa.reviewer') });
    const { mode, content } = await s.session();
    expect(mode).toBe(0o600);
    expect(content).toMatchObject({ api: s.env.COUNTERSIGN_API, refreshToken: expect.any(String) });
    await s.run('status');
    expect(s.api.people).toEqual(['nsa-reviewer-1']);
  });

  it('says why where the browser brings no code', async () => {
    await using s = await scene();
    const lines: string[] = [];
    const waiting = countersign(['login'], { cwd: s.folder, env: s.env, onStderr: (text) => lines.push(text) });
    await expect.poll(() => lines.join(''), { timeout: 20_000 }).toContain('/oauth2/authorize?');
    const { searchParams } = new URL(/http\S+authorize\S+/.exec(lines.join(''))?.[0] ?? '');
    const query = new URLSearchParams({ state: searchParams.get('state') ?? '', error: 'access_denied' });
    await fetch(`${searchParams.get('redirect_uri')}?${query}`);
    expect(said(await waiting)).toEqual({ exitCode: 1, text: expect.stringContaining('access_denied') });
  });

  it('of a sample person needs no browser, and names those there are', async () => {
    await using s = await scene();
    const { exitCode, stdout } = await s.run('login', '--as', 'nsa-principal', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'person',
      name: 'nsa-principal',
      roles: ['agency.nsa.principal'],
    });
    const unknown = said(await s.run('login', '--as', 'nobody'));
    expect(unknown.exitCode).toBe(2);
    expect(unknown.text).toContain('one of nsa-reviewer-1, nsa-reviewer-2, nsa-principal, vendor-acme');
  });

  it('by name is for this machine only, and nothing goes over an open line', async () => {
    await using s = await scene();
    const at = (url: string) =>
      countersign(['whoami', '--as', 'coordinator'], {
        cwd: s.folder,
        env: { ...s.env, COUNTERSIGN_SIGN_IN_URL: url },
      });
    expect(said(await at('https://sign-in.example'))).toEqual({
      exitCode: 2,
      text: expect.stringContaining('Sign in with "countersign login"'),
    });
    expect(said(await at('http://sign-in.example'))).toEqual({
      exitCode: 2,
      text: expect.stringContaining('encrypted'),
    });
  });

  it('asks where people sign in where that is not known', async () => {
    await using s = await scene();
    const env = { XDG_CONFIG_HOME: s.folder, COUNTERSIGN_API: s.env.COUNTERSIGN_API };
    expect(said(await countersign(['login'], { cwd: s.folder, env }))).toEqual({
      exitCode: 2,
      text: expect.stringContaining('COUNTERSIGN_SIGN_IN_URL'),
    });
    for (const command of ['login', 'status', 'whoami'])
      expect((await s.run(command, '--api', 'not-an-address')).exitCode, command).toBe(2);
  });

  it('ends on an address that the deployment has registered', () => {
    expect(CALLBACK_PORTS.map(callbackUrl)).toEqual(callbackUrls);
  });

  it('takes the next port where one is in use, and says so where all are', async () => {
    await using taken = await fakeApi();
    const port = Number(new URL(taken.profile.api ?? '').port);
    await using callback = await listenForCode([port, ...CALLBACK_PORTS]);
    expect(CALLBACK_PORTS.map(callbackUrl)).toContain(callback.url);
    await expect(listenForCode([port])).rejects.toThrow('no port');
  });
});

describe('whoever has signed in', () => {
  it('is renewed shortly before a token ends, and the new token is kept', async () => {
    await using s = await scene({ tokenSeconds: 59 });
    await s.run('login', '--as', 'vendor-acme');
    const before = (await s.session()).content;
    expect((await s.run('status')).exitCode).toBe(0);
    const after = (await s.session()).content;
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.refreshToken).toBe(before.refreshToken);
    expect(s.api.people).toEqual(['vendor-acme']);
  });

  it('is renewed where the service refuses the token', async () => {
    await using s = await scene();
    await s.run('login', '--as', 'vendor-acme');
    s.api.meddle = ({ count }, response) => {
      if (count > 1) return false;
      response.writeHead(401).end('{"message":"Unauthorized"}');
      return true;
    };
    expect((await s.run('status')).exitCode).toBe(0);
    expect(s.api.requests).toEqual(['GET /cases', 'GET /cases']);
  });

  it('is told to sign in again once the sign-in has ended', async () => {
    await using s = await scene({ tokenSeconds: 59 });
    await s.run('login', '--as', 'vendor-acme');
    const { path, content } = await s.session();
    await writeFile(path, JSON.stringify({ ...content, refreshToken: 'gone' }));
    expect(said(await s.run('status'))).toEqual({
      exitCode: 1,
      text: expect.stringMatching(/Your sign-in has ended[\s\S]*countersign login/),
    });
  });

  it('need not name the service again where it is the only one', async () => {
    await using s = await scene();
    await s.run('login', '--as', 'vendor-acme');
    const env = { XDG_CONFIG_HOME: s.env.XDG_CONFIG_HOME };
    expect((await countersign(['status'], { cwd: s.folder, env })).exitCode).toBe(0);
    expect(s.api.people).toEqual(['vendor-acme']);
  });

  it('steps back for a program that is named', async () => {
    await using s = await scene();
    await s.run('login', '--as', 'vendor-acme');
    const { stdout } = await countersign(['whoami', '--json'], { cwd: s.folder, env: { ...s.env, ...s.api.env } });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'program', name: 'vendor-client', roles: [] });
  });

  it('is shown to no other service', async () => {
    await using s = await scene();
    await using other = await fakeApi();
    await s.run('login', '--as', 'vendor-acme');
    const env = { ...s.env, COUNTERSIGN_API: other.profile.api ?? '' };
    expect((await countersign(['status'], { cwd: s.folder, env })).exitCode).toBe(2);
    expect(other.requests).toEqual([]);
  });

  it('is read from a file that only its owner can read, also where it was there with other rights', async () => {
    await using s = await scene();
    await s.run('login', '--as', 'vendor-acme');
    await chmod((await s.session()).path, 0o644);
    await s.run('login', '--as', 'vendor-acme');
    expect((await s.session()).mode).toBe(0o600);
  });
});

describe('on the local run', () => {
  /** A profile as the runtime writes it, of a program, with where people sign in. */
  async function local() {
    const s = await scene();
    await mkdir(join(s.folder, '.countersign'));
    const signIn = { url: s.signIn.url, clientId: 'people' };
    await writeFile(join(s.folder, '.countersign', 'profile.json'), JSON.stringify({ ...s.api.profile, signIn }));
    const run = (...argv: string[]) =>
      countersign(argv, { cwd: s.folder, env: { XDG_CONFIG_HOME: s.env.XDG_CONFIG_HOME } });
    return { ...s, run };
  }

  it('every command acts as the sample person that it names, and keeps no session', async () => {
    await using s = await local();
    expect((await s.run('status', '--as', 'vendor-quillon')).exitCode).toBe(0);
    expect(s.api.people).toEqual(['vendor-quillon']);
    expect(await readdir(join(s.folder, '.countersign'))).toEqual(['profile.json']);
    const { stdout } = await s.run('whoami', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'program' });
  });

  it('a session is kept beside the profile, counts before its program, and is gone after logout', async () => {
    await using s = await local();
    await s.run('login', '--as', 'nsa-reviewer-2');
    expect(await readdir(join(s.folder, '.countersign', 'sessions'))).toHaveLength(1);
    expect((await s.run('whoami')).stdout).toContain('nsa-reviewer-2');
    expect(JSON.parse((await s.run('logout', '--json')).stdout)).toMatchObject({ api: s.env.COUNTERSIGN_API });
    expect(await readdir(join(s.folder, '.countersign', 'sessions'))).toEqual([]);
    expect((await s.run('whoami')).stdout).toContain('a program');
    expect((await s.run('logout')).stdout).toContain('Nobody was signed in');
  });

  it('logout leaves no tokens here, also where the service does not answer', async () => {
    await using s = await local();
    await s.run('login', '--as', 'nsa-reviewer-2');
    await s.signIn[Symbol.asyncDispose]();
    expect(said(await s.run('logout'))).toEqual({ exitCode: 0, text: expect.stringContaining('does not answer') });
    expect(await readdir(join(s.folder, '.countersign', 'sessions'))).toEqual([]);
  });

  it('logout ends the sign-in with the service as well', async () => {
    await using s = await local();
    await s.run('login', '--as', 'nsa-reviewer-2');
    const folder = join(s.folder, '.countersign', 'sessions');
    const [name = ''] = await readdir(folder);
    const stolen = await readFile(join(folder, name), 'utf8');
    await s.run('logout');
    await writeFile(join(folder, name), JSON.stringify({ ...JSON.parse(stolen), expiresAt: '2026-01-01T00:00:00Z' }));
    expect(said(await s.run('whoami'))).toEqual({ exitCode: 1, text: expect.stringContaining('has ended') });
  });
});
