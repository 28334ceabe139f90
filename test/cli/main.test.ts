import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countersign } from './support/test-context.ts';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');
const spawned = (argv: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', ...env } });

const NAMES =
  'init pack preflight submit status review respond withdraw appeal queue show determine sign vote recuse request extend condition reopen panel decide-appeal read standards'.split(
    ' ',
  );

describe('countersign', () => {
  it('prints its help, and that of each command with an example', async () => {
    const help = spawned(['--help']);
    expect(help.status).toBe(0);
    for (const name of NAMES) {
      expect(help.stdout).toContain(`  ${name} `);
      const { exitCode, stdout } = await countersign([name, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`$ countersign ${name}`);
    }
  });

  it.each([
    [[], 'Usage'],
    [['reviw'], 'Did you mean review?'],
    [['read'], 'missing required argument'],
    [['read', 'x.eval', '--jsn'], 'Did you mean --json?'],
    [['preflight', 'no-such-bundle'], 'a zip file or a folder'],
    [['status', 'nonsense'], '40 hexadecimal digits'],
    [['submit', 'examples/modest-model', '--role-arn', 'arn:aws:iam::1:role/a'], '--external-id'],
    [['submit', 'examples/modest-model', '--external-id', 'agreed-upon-with-us'], '--role-arn'],
    [['standards', 'show', 'no/such'], 'standards list'],
    [['standards', 'explain', 'examples/modest-model', 'XYZ-99'], 'NSA-07'],
    [['standards', 'explain', 'no-such-bundle', 'NSA-07'], 'a zip file or a folder'],
    [['standards', 'diff', 'us-frontier/2026.1', 'nowhere'], 'pack.yaml'],
    [['standards', 'what-if', 'us-frontier/2026.1'], 'examples/modest-model'],
    [['standards', 'what-if', 'us-frontier/2026.1', '--cases', 'docs'], '_case/bundle.json'],
    [['standards', 'what-if', 'nowhere', 'examples/modest-model'], 'us-frontier/2026.1'],
  ])('exits 2 when it is called wrongly: %j', async (argv, said) => {
    const { exitCode, stderr, stdout } = await countersign(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(said);
    expect(stdout).toBe('');
  });

  it('asks for a connection where it has none, and says how to give one', () => {
    const { status, stderr } = spawned(['submit', MAIN, '--profile', '/nowhere/profile.json'], { HOME: '/nowhere' });
    expect(status).toBe(2);
    expect(stderr).toContain('/nowhere/profile.json');
    expect(stderr).toContain('a file that exists');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    [
      ['ops', 'doctor', '--env', 'nowhere'],
      { AWS_REGION: '', AWS_CONFIG_FILE: '/nowhere/config' },
      1,
      'Set AWS_REGION',
    ],
    [['ops', 'doctor', '--profile', '/nowhere/profile.json'], {}, 2, 'npm start'],
    [['keygen', '/nowhere/vendor'], {}, 1, 'a folder that exists'],
  ])('says what to do rather than that it broke: %j', (argv, env, code, cure) => {
    const { status, stderr } = spawned(argv, { HOME: '/nowhere', ...env });
    expect(stderr).toContain(cure);
    expect(stderr).not.toContain('Internal error');
    expect(status).toBe(code);
  });

  it('fills the width with what a command does, however its source is wrapped', async () => {
    const { stdout } = await countersign(['sign', '--help']);
    const [, paragraph = ''] = stdout.split('\n\n');
    const lines = paragraph.split('\n').slice(0, -1);
    for (const line of lines) expect(line.length).toBeGreaterThan(80);
  });

  it('shows a stack trace only where one is asked for', () => {
    expect(spawned(['read', '/nowhere']).stderr).not.toMatch(/\n\s+at /);
    expect(spawned(['read', '/nowhere'], { COUNTERSIGN_DEBUG: '1' }).stderr).toMatch(/\n\s+at [\s\S]*caused by/);
  });
});
