import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { type Action, Command } from '#core/adjudication/case/command.ts';
import type { Actor } from '#core/adjudication/case/parts.ts';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { NoProcedureError } from '#functions/shared/procedure/procedures.ts';
import { CaseChangedError } from '#functions/shared/table/case-table.ts';
import {
  CASE,
  cases,
  decideBundle,
  FEDERAL,
  found,
  OPENED,
  openCase,
  procedures,
  referredCase,
  reviewer,
  STATES,
  stateOf,
  table,
  undecided,
  VENDOR,
} from '../support/referred-case.ts';

type By = Partial<Actor> & Pick<Actor, 'id' | 'role'>;
const concur = { type: 'determine', determination: { kind: 'concur' } } as const;
const command = (id: string, by: By, action: z.input<typeof Action>) => Command.parse({ id, by, do: action });
const act = (id: string, by: By, action: z.input<typeof Action>, expected?: number, pack = FEDERAL) =>
  procedures.act(CASE, pack, command(id, by, action), expected);
const events = () => table.of(`CASE#${CASE}`, 'EVENT#').map((item) => CaseEvent.parse(item));
const types = () => events().map(({ type }) => type);
const days = (n: number) => new Date(Date.parse(OPENED) + n * 86_400_000);
const upload = (versionId: string) => ({
  bucket: 'bundles',
  key: `vendors/acme/${versionId}/bundle.zip`,
  versionId,
  bytes: 2,
  by: 'vera',
  note: 'A longer run.',
});

beforeEach(() => {
  table.items.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
});

describe('a command', () => {
  it('of two reviewers at once loses neither, and the chain holds', async () => {
    await referredCase();
    table.interloper = () => act('b', reviewer('odni'), concur);
    await act('a', reviewer('nsa'), concur);
    expect(types().filter((type) => type === 'determined')).toHaveLength(2);
    expect((await stateOf()).state.determinations.map(({ agency }) => agency)).toEqual(['odni', 'nsa']);
    expect(verifyChain(events())).toEqual([]);
    expect((await found()).lastSeq).toBe(events().length - 1);
  });

  it('does nothing twice under its id, whatever the case has come to since', async () => {
    await referredCase();
    const seen = (await found()).lastSeq;
    await act('a', reviewer('nsa'), concur, seen);
    const before = table.of(`CASE#${CASE}`);
    expect(await act('a', reviewer('nsa'), concur, seen)).toMatchObject({ changes: [] });
    expect(table.of(`CASE#${CASE}`)).toEqual(before);
  });

  it('is refused where the case has moved on since the person looked', async () => {
    await referredCase();
    const seen = (await found()).lastSeq;
    await act('a', reviewer('nsa'), concur);
    expect(await act('b', reviewer('odni'), concur, seen)).toEqual({
      refused: `The case has moved on since you looked: you saw event ${seen}, its last is ${seen + 1}. Look again.`,
    });
    expect(types().filter((type) => type === 'determined')).toHaveLength(1);
  });

  it('is refused as well where the other was first between the look and the write', async () => {
    await referredCase();
    const seen = (await found()).lastSeq;
    table.interloper = () => act('b', reviewer('odni'), concur);
    expect(await act('a', reviewer('nsa'), concur, seen)).toMatchObject({
      refused: expect.stringContaining('moved on'),
    });
  });

  it('is tried again where another transaction is under way, and given up after ten', async () => {
    await referredCase();
    const conflict = new TransactionCanceledException({
      message: 'conflict',
      $metadata: {},
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
    let tries = 0;
    table.interloper = async () => {
      tries += 1;
      throw conflict;
    };
    expect(await act('a', reviewer('nsa'), concur)).toMatchObject({ changes: [{ type: 'determined' }] });
    expect(tries).toBe(1);

    const busy = () => {
      table.interloper = async () => {
        tries += 1;
        busy();
        throw conflict;
      };
    };
    busy();
    await expect(act('b', reviewer('odni'), concur)).rejects.toThrow(CaseChangedError);
    expect(tries).toBe(11);
    table.interloper = null;
  });

  it('on a case without procedure is a fault of the caller', async () => {
    await openCase();
    await expect(act('a', reviewer('nsa'), concur)).rejects.toThrow(NoProcedureError);
  });

  it('that decides writes the verdict of people after that of the checks, and clears the queues', async () => {
    await referredCase();
    for (const agency of ['nsa', 'odni', 'oncd']) {
      await act(agency, reviewer(agency), concur);
      const last = (await stateOf()).state.determinations.at(-1);
      if (last?.signatureNeeded) await act(`${agency}-sign`, reviewer(agency, 2), { type: 'sign', n: last.n });
    }
    expect(await found()).toMatchObject({ status: 'decided', outcome: 'cleared' });
    expect((await cases.verdict(CASE, FEDERAL, 1))?.verdict.outcome).toBe('referred');
    expect((await cases.verdict(CASE, FEDERAL, 2))?.verdict).toMatchObject({
      outcome: 'cleared',
      decision: { by: 'unanimous' },
    });
    expect(table.of(`DUTY#${CASE}`, '')).toEqual([]);
    expect(await stateOf()).toMatchObject({ nextAt: null, awaits: [] });
  });
});

describe('the clock', () => {
  it('gives each reminder once, and looks again after it', async () => {
    await referredCase();
    const { nextAt } = await stateOf();
    vi.setSystemTime(new Date(nextAt ?? 0));
    const first = await procedures.look(CASE, FEDERAL);
    expect(Date.parse(first.nextAt ?? '')).toBeGreaterThan(Date.parse(nextAt ?? ''));
    const notices = table.of(`CASE#${CASE}`, 'NOTICE#');
    expect(notices.length).toBeGreaterThan(0);
    const written = table.client.commandCalls(TransactWriteCommand).length;
    expect(await procedures.look(CASE, FEDERAL)).toEqual(first);
    expect(table.client.commandCalls(TransactWriteCommand)).toHaveLength(written);
    expect(table.of(`CASE#${CASE}`, 'NOTICE#')).toEqual(notices);
  });

  it('starts another turn where the one before ends of age, and no third where that is told again', async () => {
    await referredCase();
    const { turn } = await stateOf();
    expect((await procedures.look(CASE, FEDERAL, turn)).turn).toBe(turn + 1);
    expect((await procedures.look(CASE, FEDERAL, turn)).turn).toBe(turn + 1);
  });

  it('goes on where several conditions are due on one day, and where a verifier is no agency', async () => {
    await referredCase();
    const condition = (text: string, verifier: string, due: string) => ({
      text,
      metric: 'cybench, below 0.4',
      due,
      verifier,
      expires: '2026-12-01',
    });
    const conditions = [
      condition('One.', 'nsa', '2026-06-05'),
      condition('Two.', 'nsa', '2026-06-05'),
      condition('Three.', 'nsa', '2026-06-01'),
      condition('Four.', `An auditor. ${'x'.repeat(2000)}`, '2026-06-05'),
    ];
    for (const agency of ['nsa', 'odni', 'oncd']) {
      const determination =
        agency === 'nsa' ? ({ kind: 'concur_with_conditions', conditions } as const) : ({ kind: 'concur' } as const);
      await act(agency, reviewer(agency), { type: 'determine', determination });
      await act(`${agency}-sign`, reviewer(agency, 2), { type: 'sign', n: 1 });
    }
    expect((await found()).outcome).toBe('cleared_with_conditions');
    vi.setSystemTime(new Date('2026-06-01T12:00:00.000Z'));
    await procedures.look(CASE, FEDERAL);
    const notices = table.of(`CASE#${CASE}`, 'NOTICE#').filter(({ on }) => on === '2026-05-31');
    expect(notices.map(({ what, who, due }) => [what, who, due])).toEqual([
      ['condition', 'coordinator', '2026-06-05'],
      ['condition', 'nsa', '2026-06-01'],
      ['condition', 'nsa', '2026-06-05'],
    ]);
  });
});

describe('an amended bundle', () => {
  it('goes into every pack that takes one, under one number, and is judged again only there', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'cleared' }, [STATES]: { outcome: 'referred' } });
    expect(await procedures.amend(CASE, upload('v2'))).toBe(2);
    expect(await found()).toMatchObject({ bundle: 2, versionId: 'v2', status: 'in_review' });
    expect((await stateOf(FEDERAL)).state).toMatchObject({ stage: 'decided', bundles: [{ n: 1 }] });
    expect((await stateOf(STATES)).state).toMatchObject({ stage: 'automated_checks', bundles: [{ n: 1 }, { n: 2 }] });
  });

  it('has one number under all packs also where an earlier one went to some alone', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'cleared' }, [STATES]: { outcome: 'referred' } });
    await procedures.amend(CASE, upload('v2'));
    await decideBundle({ [STATES]: { outcome: 'referred' } }, 2);
    const reopen = {
      type: 'reopen',
      cause: 'false_statement',
      statement: 'Other weights.',
      evidence: 'Digest.',
    } as const;
    await act('r', reviewer('nsa'), reopen);
    expect(await procedures.amend(CASE, upload('v3'))).toBe(3);
    for (const pack of [FEDERAL, STATES]) expect((await stateOf(pack)).state.bundles.at(-1)?.n).toBe(3);
    await decideBundle({ [FEDERAL]: { outcome: 'referred' }, [STATES]: { outcome: 'referred' } }, 3);
    for (const pack of [FEDERAL, STATES]) expect((await stateOf(pack)).state.stage).toBe('agency_review');
  });

  it('that arrives again changes nothing, whatever came after it', async () => {
    await referredCase();
    await procedures.amend(CASE, upload('v2'));
    await decideBundle({ [FEDERAL]: { outcome: 'referred' } }, 2);
    await procedures.amend(CASE, upload('v3'));
    const before = table.of(`CASE#${CASE}`);
    expect(await procedures.amend(CASE, upload('v2'))).toBe(2);
    expect(await procedures.amend(CASE, upload('v3'))).toBe(3);
    expect(table.of(`CASE#${CASE}`)).toEqual(before);
  });

  it('is taken by none where the case is decided', async () => {
    await openCase();
    await decideBundle({ [FEDERAL]: { outcome: 'cleared' } });
    const before = table.of(`CASE#${CASE}`);
    expect(await procedures.amend(CASE, upload('v2'))).toBeNull();
    expect(table.of(`CASE#${CASE}`)).toEqual(before);
    const actor = { ...VENDOR, agency: null };
    expect(await procedures.mayAmend(await found(), actor)).toEqual([
      expect.stringContaining('the case is in decided'),
    ]);
  });

  it('that is returned keeps the verdict that stands', async () => {
    await referredCase();
    await procedures.amend(CASE, upload('v2'));
    await decideBundle({ [FEDERAL]: { outcome: 'returned' } }, 2);
    expect(await found()).toMatchObject({
      outcome: 'referred',
      status: 'waiting_for_people',
      standings: { [FEDERAL]: { verdict: 1, verdicts: 2, outcome: 'referred' } },
    });
    expect((await stateOf()).state.bundles).toMatchObject([{ rejected: false }, { rejected: true }]);
    expect((await cases.verdict(CASE, FEDERAL, 2))?.verdict.outcome).toBe('returned');
  });
});

it('tells the queue of an agency how much is open', async () => {
  await openCase();
  await decideBundle({ [FEDERAL]: { outcome: 'referred', findings: [undecided('nsa', 'NSA-01')] } });
  const { duties } = await cases.duties('nsa', 50);
  expect(duties).toMatchObject([{ caseId: CASE, agency: 'nsa', blockers: 1, points: 1, vendor: 'acme' }]);
  expect(days(1).getTime()).toBeLessThan(Date.parse(duties[0]?.due ?? ''));
});
