import { describe, expect, it } from 'vitest';
import { runProcedure } from './procedure-run.ts';
import { Fails } from './review-run.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const day = (n: number) => new Date(START + n * DAY).toISOString();
const rest = { atRest: true, awaits: [], until: null };
const waits = (until: string, ...awaits: string[]) => ({ atRest: false, awaits, until });
const count = ({ invoked }: Awaited<ReturnType<typeof runProcedure>>, name: string) =>
  invoked.filter((one) => one.name === name).length;

describe('the procedure of a case', () => {
  it('ends at once where the case is at rest, and asks nobody', async () => {
    const run = await runProcedure(
      () => rest,
      () => null,
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED', invoked: [{ name: 'adjudicate' }] });
    expect(run.invoked[0]?.payload).toEqual({ caseId: 'case-1', pack: 'us/1', turn: 1, startedAt: expect.any(String) });
  });

  it('gives each party that is waited for a token of its own, with its date', async () => {
    const run = await runProcedure(
      (_, look) => (look === 1 ? waits(day(15), 'nsa', 'odni') : rest),
      (_, { answer }) => answer(),
    );
    const asked = run.invoked.filter(({ name }) => name === 'request-determination').map(({ payload }) => payload);
    expect(asked.map(({ party }) => party).sort()).toEqual(['nsa', 'odni']);
    expect(new Set(asked.map(({ token }) => token)).size).toBe(2);
    for (const payload of asked)
      expect(payload).toEqual({
        caseId: 'case-1',
        pack: 'us/1',
        turn: 1,
        party: expect.any(String),
        until: day(15),
        token: expect.any(String),
      });
    expect(run.status).toBe('SUCCEEDED');
  });

  it('looks again when every party has acted, without waiting for the date', async () => {
    const run = await runProcedure(
      (_, look) => (look === 1 ? waits(day(15), 'nsa') : rest),
      (_, { answer }) => answer(),
    );
    expect(run.invoked.at(-1)?.name).toBe('adjudicate');
    expect(run.invoked.at(-1)?.at).toBeLessThan(START + DAY);
  });

  it('looks again when the date has come, whoever has been silent', async () => {
    const run = await runProcedure(
      (_, look) => (look === 1 ? waits(day(15), 'nsa', 'odni') : rest),
      ({ party }, { answer }) => (party === 'nsa' ? answer() : null),
    );
    const last = run.invoked.at(-1);
    expect(last?.name).toBe('adjudicate');
    expect(last?.at).toBeGreaterThanOrEqual(START + 15 * DAY);
    expect(last?.at).toBeLessThan(START + 15 * DAY + 60_000);
    expect(run.status).toBe('SUCCEEDED');
  });

  it('goes round as long as something is to come, date by date', async () => {
    const run = await runProcedure(
      (_, look) => (look <= 12 ? waits(day(look * 10), 'clock') : rest),
      () => null,
    );
    expect(run.status).toBe('SUCCEEDED');
    expect(count(run, 'adjudicate')).toBe(13);
    const looks = run.invoked
      .filter(({ name }) => name === 'adjudicate')
      .map(({ at }) => Math.floor((at - START) / DAY));
    expect(looks).toEqual(Array.from({ length: 13 }, (_, i) => i * 10));
  });

  it('waits a second at least for a date that is past, and a hundred days at most', async () => {
    const run = await runProcedure(
      (_, look) => (look === 1 ? waits(day(-1), 'nsa') : look === 2 ? waits(day(400), 'nsa') : rest),
      () => null,
    );
    const looks = run.invoked.filter(({ name }) => name === 'adjudicate').map(({ at }) => (at - START) / 1000);
    expect(looks[1]).toBeGreaterThanOrEqual(1);
    expect(looks[1]).toBeLessThan(5);
    expect(looks[2]).toBeGreaterThanOrEqual(8_640_000);
    expect(looks[2]).toBeLessThan(8_640_100);
  });

  it('tries the look again for a fault that passes, and fails where it does not', async () => {
    const passes = await runProcedure(
      (_, look) => {
        if (look <= 8) throw new Fails('CaseChangedError');
        return rest;
      },
      () => null,
    );
    expect(passes.status).toBe('SUCCEEDED');
    const stays = await runProcedure(
      () => {
        throw new Fails('Runtime.ExitError');
      },
      () => null,
    );
    expect(stays.status).toBe('FAILED');
    expect(count(stays, 'adjudicate')).toBe(21);
  });

  it('fails, so that somebody is called, where a token cannot be kept for a fault that stays', async () => {
    const run = await runProcedure(
      () => waits(day(15), 'nsa'),
      () => {
        throw new Fails('UnknownError');
      },
    );
    expect(run.status).toBe('FAILED');
  });
});
