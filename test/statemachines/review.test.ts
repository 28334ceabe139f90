import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { JudgedPack } from '#functions/shared/payloads.ts';
import { machines } from '../../statemachines/machines.ts';
import { AGENCIES, DEFINITION, Fails, type ReviewRun, runReview } from './review-run.ts';

const Judged = z.array(JudgedPack);
const dies = () => {
  throw new Fails('Runtime.ExitError');
};
const payloadOf = (run: ReviewRun, name: string) => run.invoked.find((call) => call.name === name)?.payload;
const judgedUnder = (run: ReviewRun, pack: string) =>
  Judged.parse(payloadOf(run, 'decide')?.judged).find((judged) => judged.pack === pack);
const count = (run: ReviewRun, name: string) => run.invoked.filter((call) => call.name === name).length;

describe('the review workflow', () => {
  it('hands references from state to state, decides on every agency, and publishes ids and outcome only', async () => {
    const run = await runReview();
    const ref = { caseId: 'case-1', bundle: 1, bucket: 'b', key: 'k', versionId: 'v' };
    expect(run.status).toBe('SUCCEEDED');
    expect(payloadOf(run, 'open-bundle')).toEqual(ref);
    expect(run.invoked.filter((call) => call.name === 'read-evaluation').map((call) => call.payload)).toEqual(
      ['one', 'two', 'three'].map((evaluation) => ({ ...ref, evaluation })),
    );
    expect(payloadOf(run, 'assemble-evidence')).toEqual({
      ...ref,
      pack: 'us/1',
      evaluations: ['one', 'two', 'three'].map((evaluation) => ({ evaluation, failed: false })),
    });
    expect(payloadOf(run, 'check-oncd')).toEqual({
      caseId: 'case-1',
      bundle: 1,
      key: 'k',
      pack: 'us/1',
      agency: 'oncd',
    });
    expect(payloadOf(run, 'decide')).toEqual({
      ...ref,
      judged: [{ pack: 'us/1', agencies: AGENCIES.map((agency) => ({ agency, failed: false })) }],
      definition: DEFINITION,
    });
    expect(JSON.stringify(run.published)).toContain('"DetailType":"Verdict Decided"');
    expect(run.published).toHaveLength(1);
  });

  it.each([
    ['one log', ['only']],
    ['no log', []],
  ])('takes a bundle of %s', async (_, evaluations) => {
    const run = await runReview({ 'open-bundle': () => ({ evaluations, packs: ['us/1'] }) });
    expect(run.status).toBe('SUCCEEDED');
    expect(payloadOf(run, 'assemble-evidence')?.evaluations).toEqual(
      evaluations.map((evaluation) => ({ evaluation, failed: false })),
    );
  });

  it('reads the logs of a bundle of many in executions of their own, in order, and names the one whose reader died', async () => {
    const evaluations = Array.from({ length: 41 }, (_, i) => `log-${i}`);
    const run = await runReview({
      'open-bundle': () => ({ evaluations, packs: ['us/1'] }),
      'read-evaluation': ({ evaluation }) => (evaluation === 'log-7' ? dies() : { evaluation, failed: false }),
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(payloadOf(run, 'assemble-evidence')?.evaluations).toEqual(
      evaluations.map((evaluation) => ({ evaluation, failed: evaluation === 'log-7' })),
    );
  });

  it('goes on without a log whose reader dies, and says which it was', async () => {
    const run = await runReview({
      'read-evaluation': ({ evaluation }) => (evaluation === 'two' ? dies() : { evaluation, failed: false }),
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(payloadOf(run, 'assemble-evidence')?.evaluations).toEqual([
      { evaluation: 'one', failed: false },
      { evaluation: 'two', failed: true },
      { evaluation: 'three', failed: false },
    ]);
  });

  it.each(AGENCIES)('tells the decision where the check of %s died', async (agency) => {
    const run = await runReview({ [`check-${agency}`]: dies });
    expect(run.status).toBe('SUCCEEDED');
    expect(judgedUnder(run, 'us/1')?.agencies).toEqual(
      AGENCIES.map((each) => ({ agency: each, failed: each === agency })),
    );
  });

  it('takes an agency for which no function is deployed for a check that died', async () => {
    const run = await runReview({ 'assemble-evidence': () => ({ acceptable: true, agencies: ['nsa', 'cisa'] }) });
    expect(judgedUnder(run, 'us/1')?.agencies).toEqual([
      { agency: 'nsa', failed: false },
      { agency: 'cisa', failed: true },
    ]);
  });

  it('lets no agency look at a submission that is not acceptable', async () => {
    const run = await runReview({ 'assemble-evidence': () => ({ acceptable: false, agencies: [] }) });
    expect(AGENCIES.map((agency) => count(run, `check-${agency}`))).toEqual([0, 0, 0]);
    expect(judgedUnder(run, 'us/1')).toEqual({ pack: 'us/1', agencies: [] });
  });

  it('leads to a decision that knows of it where the bundle could not be opened', async () => {
    const run = await runReview({ 'open-bundle': dies });
    const failure = { state: 'Open the bundle', error: 'Runtime.ExitError' };
    expect(payloadOf(run, 'decide')).toMatchObject({ judged: [], failure });
    expect(run.status).toBe('SUCCEEDED');
  });

  it('reads each log once for all standards, and lets each agency check under each', async () => {
    const packs = ['us/1', 'eu/1'];
    const run = await runReview({ 'open-bundle': () => ({ evaluations: ['one', 'two'], packs }) });
    expect(count(run, 'read-evaluation')).toBe(2);
    expect(run.invoked.filter(({ name }) => name === 'check-nsa').map(({ payload }) => payload.pack)).toEqual(packs);
    expect(payloadOf(run, 'decide')?.judged).toEqual(
      packs.map((pack) => ({ pack, agencies: AGENCIES.map((agency) => ({ agency, failed: false })) })),
    );
  });

  it('decides the other standards as if nothing had happened where the evidence for one cannot be assembled', async () => {
    const run = await runReview({
      'open-bundle': () => ({ evaluations: ['one'], packs: ['us/1', 'eu/1'] }),
      'assemble-evidence': ({ pack }) => (pack === 'us/1' ? dies() : { acceptable: true, agencies: ['nsa'] }),
    });
    const failure = { state: 'Assemble the evidence for each agency', error: 'Runtime.ExitError' };
    expect(payloadOf(run, 'decide')?.judged).toEqual([
      { pack: 'us/1', agencies: [], failure },
      { pack: 'eu/1', agencies: [{ agency: 'nsa', failed: false }] },
    ]);
    expect(run.status).toBe('SUCCEEDED');
  });

  it('leads to a decision where a function answers with something else than the next state needs', async () => {
    const run = await runReview({ 'open-bundle': () => ({}) });
    expect(payloadOf(run, 'decide')).toMatchObject({ failure: { error: 'States.QueryEvaluationError' } });
  });

  it('publishes nothing where the verdict could not be written', async () => {
    const run = await runReview({ decide: dies });
    expect(run.status).toBe('FAILED');
    expect(run.published).toEqual([]);
  });

  it('tries a transient error again, five times, a process that ended once, and no other', async () => {
    const throttled = await runReview({
      decide: (_, attempt) => {
        if (attempt <= 5) throw new Fails('ThrottlingException');
        return { outcome: 'cleared', tier: 'T0', vendor: 'acme', verdict: 1 };
      },
    });
    expect(throttled.status).toBe('SUCCEEDED');
    expect(count(throttled, 'decide')).toBe(6);
    expect(count(await runReview({ decide: dies }), 'decide')).toBe(2);
    const broken = await runReview({
      decide: () => {
        throw new Fails('TypeError');
      },
    });
    expect(count(broken, 'decide')).toBe(1);
  });
});

describe('the definition and the map of its functions', () => {
  const text = readFileSync(join(import.meta.dirname, '../../statemachines/review.asl.json'), 'utf8');
  const { functions, functionsPerAgency, values } = machines.review;

  it('name the same placeholders', () => {
    const inText = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]));
    expect([...inText].sort()).toEqual(
      [...Object.keys(functions), ...Object.keys(functionsPerAgency), ...values].sort(),
    );
  });

  it('retry nothing but named errors, always with jitter', () => {
    const retries: { ErrorEquals: string[]; JitterStrategy: string }[] = [];
    JSON.parse(text, (key, value) => {
      if (key === 'Retry') retries.push(...value);
      return value;
    });
    expect(retries.length).toBeGreaterThan(5);
    for (const retry of retries) {
      expect(retry.JitterStrategy).toBe('FULL');
      expect(retry.ErrorEquals).not.toContain('States.ALL');
    }
  });
});
