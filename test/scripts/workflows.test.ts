import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { lastGood } from '../../scripts/deployments/last-good.ts';
import { INSTALL } from '../../scripts/second-opinion/cfn-lint.ts';
import { root } from '../infra/synthesize.ts';

const Step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.looseObject({
  needs: z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string()).default([])),
  permissions: z.record(z.string(), z.string()),
  uses: z.string().optional(),
  environment: z.string().optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(Step).default([]),
});
const Workflow = z.looseObject({ permissions: z.strictObject({}), jobs: z.record(z.string(), Job) });

const folder = join(root, '.github/workflows');
const texts = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
const workflows = new Map([...texts].map(([file, text]) => [file, Workflow.parse(parse(text))]));
const jobs = [...workflows].flatMap(([file, { jobs: own }]) =>
  Object.entries(own).map(([name, job]) => [`${file} ${name}`, job] as const),
);
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const work = mkdtempSync(join(tmpdir(), 'countersign-workflows-'));
afterAll(() => rmSync(work, { recursive: true }));

describe('the workflows', () => {
  it('pin every action by the commit, and say which version that is', () => {
    const uses = [...texts.values()].flatMap((text) =>
      [...text.matchAll(/uses: (.+)$/gm)].map(([, used = '']) => used),
    );
    expect(uses.length).toBeGreaterThan(10);
    for (const used of uses)
      expect(used).toMatch(/^(\.\/\.github\/workflows\/[\w-]+\.yml|[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    const commits = new Map<string, string>();
    for (const [action = '', commit = ''] of uses.filter((used) => used.includes('@')).map((used) => used.split('@'))) {
      expect(commits.get(action) ?? commit, action).toBe(commit);
      commits.set(action, commit);
    }
  });

  it.each(jobs)('%s has the permissions that it needs and no others', (name, { permissions }) => {
    const write = Object.entries(permissions)
      .filter(([, access]) => access === 'write')
      .map(([scope]) => scope);
    const deploys = name.startsWith('deploy');
    expect(write).toEqual(deploys ? ['id-token'] : name.endsWith(' comment') ? ['pull-requests'] : []);
  });

  it('have no key: what deploys comes with a token of its job', () => {
    for (const [file, text] of texts)
      expect(text, file).not.toMatch(/\{\{[^}]*secrets|aws-access-key-id|aws-secret-access-key|AWS_ACCESS_KEY/);
  });

  it.each(jobs)('%s ends, and leaves no credentials to what it runs', (_, job) => {
    if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
    for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with['persist-credentials']).toBe(false);
  });

  it.each(jobs)('%s puts no expression into a script', (_, { steps }) => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('run only scripts that there are', () => {
    const asked = [...texts.values()].flatMap((text) =>
      [...text.matchAll(/npm run (?:--silent )?([\w-]+)/g)].map(([, name = '']) => name),
    );
    expect(new Set(asked)).toContain('judge-diff');
    for (const name of asked) expect(Object.keys(scripts)).toContain(name);
  });

  it('let cfn-lint be the version whose findings are known', () => {
    expect(texts.get('pull-request.yml')).toContain(INSTALL.replace('pip install ', ''));
  });

  it('deploy beta first, then what has reviewers, by one way', () => {
    const { jobs: order } = workflows.get('deploy.yml') ?? expect.fail();
    expect(order.prod?.needs).toEqual(['beta']);
    expect(Object.values(order).map(({ uses }) => uses)).toEqual(
      Array(2).fill('./.github/workflows/deploy-environment.yml'),
    );
    expect(workflows.get('deploy-environment.yml')?.jobs.deploy?.environment).toMatch(
      /^\$\{\{ inputs\.environment \}\}$/,
    );
  });
});

describe('the one check', () => {
  const { jobs: checks } = workflows.get('pull-request.yml') ?? expect.fail();
  const others = Object.keys(checks).filter((name) => name !== 'all');
  const script = checks.all?.steps[0]?.run ?? '';
  const verdict = (results: Record<string, string>, skippable: string) =>
    spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: work,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        RESULTS: JSON.stringify(
          Object.fromEntries(others.map((name) => [name, { result: results[name] ?? 'success' }])),
        ),
        MAY_BE_SKIPPED: skippable,
      },
    });

  it('waits for every other job, whatever became of it', () => {
    expect(checks.all?.needs.toSorted()).toEqual(others.toSorted());
    expect(checks.all?.if).toBe('always()');
  });

  const absent = spawnSync('jq', ['--version']).status !== 0;
  it.skipIf(absent)(`takes skipped and cancelled for failed${absent ? ' (skipped: there is no jq)' : ''}`, () => {
    expect(verdict({}, 'comment').status).toBe(0);
    for (const result of ['failure', 'cancelled', 'skipped'])
      for (const name of others.filter((job) => job !== 'comment'))
        expect(verdict({ [name]: result }, 'comment'), `${name} ${result}`).toMatchObject({
          status: 1,
          stdout: `${name}: ${result}\n`,
        });
    expect(verdict({ comment: 'skipped' }, 'comment').status).toBe(0);
    expect(verdict({ comment: 'failure' }, 'comment').status).toBe(1);
    expect(verdict({ comment: 'skipped', diff: 'skipped' }, 'diff comment').status).toBe(0);
    expect(verdict({ diff: 'cancelled' }, 'diff comment').status).toBe(1);
  });
});

describe('the commit to go back to', () => {
  const commit = (digit: string) => digit.repeat(40);
  const answer = (...nodes: [string, string][]) => ({
    data: {
      repository: { deployments: { nodes: nodes.map(([digit, state]) => ({ commitOid: commit(digit), state })) } },
    },
  });

  it('is the newest whose deployment succeeded, and not the present one', () => {
    expect(
      lastGood(answer(['3', 'IN_PROGRESS'], ['2', 'FAILURE'], ['1', 'ACTIVE'], ['0', 'INACTIVE']), commit('3')),
    ).toBe(commit('1'));
    expect(lastGood(answer(['3', 'ACTIVE'], ['1', 'SUCCESS']), commit('3'))).toBe(commit('1'));
  });

  it('is none where nothing has succeeded', () => {
    expect(lastGood(answer(['2', 'FAILURE'], ['1', 'ERROR'], ['0', 'INACTIVE']), commit('2'))).toBeNull();
    expect(lastGood(answer(), commit('2'))).toBeNull();
  });

  it('is not made of an answer that says something else', () => {
    expect(() => lastGood({ errors: [{ message: 'Bad credentials' }] }, commit('2'))).toThrow(z.ZodError);
  });
});
