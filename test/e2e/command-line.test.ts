import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../local/root.ts';
import { isLocked } from '../../local/state/lock.ts';
import { presentAssembly, temporaryFolder } from './support/countersign.ts';

const folder = temporaryFolder();

beforeAll(presentAssembly, 240_000);
afterAll(() => folder.discard());

/** Runs a program of the repository on a state folder of its own. */
function run(state: string, script: string, ...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, COUNTERSIGN_STATE: state, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk));
  return { child, output, ended: once(child, 'close').then(([code]) => Number(code)) };
}

async function review(state: string, ...args: string[]) {
  const { output, ended } = run(state, 'cli/main.ts', 'review', ...args);
  return { code: await ended, ...output };
}

describe('npm start', () => {
  const state = join(folder.path, 'start');
  let started: ReturnType<typeof run>;
  beforeAll(async () => {
    started = run(state, 'scripts/start.mjs');
    const { output, ended } = started;
    const up = vi.waitFor(() => expect(output.stdout).toContain('Ctrl-C ends'), { timeout: 240_000 });
    await Promise.race([up, ended]);
  }, 250_000);
  afterAll(() => {
    started.child.kill('SIGKILL');
  });

  it('takes the examples to their verdicts, stays, and refuses a second one', async () => {
    const { stdout } = started.output;
    expect(stdout).toMatch(/modest-model +cleared/);
    expect(stdout).toMatch(/frontier-unsafe +not cleared/);
    expect(stdout).toMatch(/API +http:\/\/127\.0\.0\.1:\d+/);
    const second = run(state, 'scripts/start.mjs', '--once');
    expect(await second.ended).toBe(1);
    expect(second.output.stderr).toContain('already runs on the state folder');
  }, 60_000);

  describe('and countersign review', () => {
    it.each([
      ['modest-model', 0, 'cleared'],
      ['frontier-safeguarded', 5, 'referred'],
      ['frontier-unsafe', 4, 'not_cleared'],
      ['incomplete', 3, 'returned'],
    ])(
      '%s: exit code %i, %s, in JSON that fits its schema',
      async (name, code, outcome) => {
        const result = await review(state, `examples/${name}`, '--json');
        const printed = JSON.parse(result.stdout);
        expect(printed).toMatchObject({ verdict: { outcome } });
        expect(result.code).toBe(code);
        const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
          JSON.parse(readFileSync(join(ROOT, 'docs/schemas/review.json'), 'utf8')),
        );
        expect(validate(printed) ? [] : validate.errors).toEqual([]);
      },
      120_000,
    );

    it('ends with 2 where there is no such bundle', async () => {
      const result = await review(state, 'examples/no-such-bundle');
      expect(result.code).toBe(2);
      expect(result.stdout).toBe('');
      expect(result.stderr).toContain('examples/no-such-bundle');
    }, 60_000);

    it('leaves the Countersign that it found running', () => {
      expect(started.child.exitCode).toBeNull();
      expect(isLocked(state)).toBe(true);
    });
  });

  it('ends by Ctrl-C or kill -9, and takes no example a second time', async () => {
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(0);
    expect(isLocked(state)).toBe(false);

    const killed = run(state, 'scripts/start.mjs');
    await Promise.race([
      expect.poll(() => killed.output.stdout, { timeout: 60_000 }).toContain('Ctrl-C ends'),
      killed.ended,
    ]);
    killed.child.kill('SIGKILL');
    await expect.poll(() => isLocked(state), { timeout: 10_000 }).toBe(false);

    const again = run(state, 'scripts/start.mjs', '--once');
    expect(await again.ended).toBe(0);
    expect(again.output.stdout).not.toContain('── examples/');
    expect(again.output.stdout).toMatch(/modest-model +cleared/);
  }, 120_000);
});

describe('countersign review, with nothing running', () => {
  it('starts Countersign, says the verdict on stdout alone, and leaves nothing behind', async () => {
    const state = join(folder.path, 'alone');
    const result = await review(state, 'examples/incomplete');
    expect(result.stdout).toMatch(/^\s*RETURNED/);
    expect(result.code).toBe(3);
    expect(isLocked(state)).toBe(false);
  }, 120_000);
});

describe('several reviews at once', () => {
  it('share one Countersign, which goes with the last of them', async () => {
    const state = join(folder.path, 'together');
    const names = ['modest-model', 'incomplete', 'frontier-unsafe'];
    const results = await Promise.all(names.map((name) => review(state, `examples/${name}`, '--json')));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toMatchObject([
      { code: 0 },
      { code: 3 },
      { code: 4 },
    ]);
    expect(isLocked(state)).toBe(false);
  }, 120_000);
});
