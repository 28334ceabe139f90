import '../support/referred-case.ts';
import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Command } from '#core/adjudication/case/command.ts';
import { handler as adjudicate } from '#functions/adjudicate/adjudicate.lambda.ts';
import { handler as requestDetermination } from '#functions/request-determination/request-determination.lambda.ts';
import { handler as wake } from '#functions/wake/wake.lambda.ts';
import { CASE, FEDERAL, OPENED, procedures, referredCase, reviewer, stateOf, table } from '../support/referred-case.ts';

const sfn = mockClient(SFNClient);
const record = (SK = `PROCEDURE#${FEDERAL}`, id = '1') => ({
  eventName: 'MODIFY',
  dynamodb: { Keys: marshall({ PK: `CASE#${CASE}`, SK }), SequenceNumber: id },
});
const started = () => sfn.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input);
const answered = () => sfn.commandCalls(SendTaskSuccessCommand).map(({ args: [{ input }] }) => input.taskToken);
const ask = async (party: string, token: string, until?: string) =>
  requestDetermination({
    caseId: CASE,
    pack: FEDERAL,
    turn: 1,
    party,
    token,
    until: until ?? (await stateOf()).nextAt,
  });
const determine = (agency: string) =>
  procedures.act(
    CASE,
    FEDERAL,
    Command.parse({
      id: `determine-${agency}`,
      by: reviewer(agency),
      do: { type: 'determine', determination: { kind: 'not_in_remit', reason: 'No.' } },
    }),
  );

beforeEach(async () => {
  table.items.clear();
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({});
  sfn.on(SendTaskSuccessCommand).resolves({});
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
  await referredCase();
});

describe('wake', () => {
  it('starts one execution for a turn, however often and late its changes arrive', async () => {
    sfn
      .on(StartExecutionCommand)
      .resolvesOnce({})
      .rejects(new ExecutionAlreadyExists({ message: '', $metadata: {} }));
    expect(await wake({ Records: [record(), record(undefined, '2')] })).toEqual({ batchItemFailures: [] });
    await determine('nsa');
    expect(await wake({ Records: [record()] })).toEqual({ batchItemFailures: [] });
    const names = started().map(({ name }) => name);
    expect(new Set(names).size).toBe(1);
    expect(names[0]).toMatch(new RegExp(`^${CASE}-[0-9a-f]{12}-1$`));
    expect((names[0] ?? '').length).toBeLessThanOrEqual(80);
    expect(JSON.parse(started()[0]?.input ?? '')).toEqual({ caseId: CASE, pack: FEDERAL, turn: 1 });
  });

  it('answers the party that acted and leaves the others waiting', async () => {
    await ask('nsa', 'token-nsa');
    await ask('odni', 'token-odni');
    await wake({ Records: [record()] });
    expect(answered()).toEqual([]);
    await determine('nsa');
    await wake({ Records: [record()] });
    expect(answered()).toEqual(['token-nsa']);
    expect(table.of(`TASK#${CASE}`).map(({ party }) => party)).toEqual(['odni']);
  });

  it('forgets a token that the workflow has given up, and names the record whose token could not be answered', async () => {
    await ask('nsa', 'token-nsa');
    await determine('nsa');
    sfn.on(SendTaskSuccessCommand).rejectsOnce(new Error('throttled'));
    expect(await wake({ Records: [record(undefined, '7'), record(undefined, '8')] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '7' }],
    });
    expect(table.of(`TASK#${CASE}`)).toHaveLength(1);
    sfn.on(SendTaskSuccessCommand).rejects(new TaskTimedOut({ message: '', $metadata: {} }));
    expect(await wake({ Records: [record()] })).toEqual({ batchItemFailures: [] });
    expect(table.of(`TASK#${CASE}`)).toEqual([]);
  });

  it('looks at procedures alone', async () => {
    await wake({ Records: [record('CASE'), record('EVENT#000001'), record(`DUTY#${FEDERAL}#nsa`)] });
    expect(sfn.calls()).toHaveLength(0);
  });
});

describe('request-determination', () => {
  it('answers at once where the party acted before the token was kept', async () => {
    const { nextAt } = await stateOf();
    await determine('nsa');
    await ask('nsa', 'late', nextAt ?? '');
    expect(answered()).toEqual(['late']);
    expect(table.of(`TASK#${CASE}`)).toEqual([]);
  });

  it('answers at once where the date has moved', async () => {
    await ask('nsa', 'old-date', '2026-03-05T00:00:00.000Z');
    expect(answered()).toEqual(['old-date']);
  });

  it('keeps the later token of a party', async () => {
    await ask('nsa', 'first');
    await ask('nsa', 'second');
    expect(table.of(`TASK#${CASE}`)).toMatchObject([{ token: 'second', party: 'nsa' }]);
  });
});

describe('adjudicate', () => {
  const look = (turn: number, startedAt = OPENED) => adjudicate({ caseId: CASE, pack: FEDERAL, turn, startedAt });

  it('says whom the case waits for, and until when', async () => {
    const { nextAt } = await stateOf();
    expect(await look(1)).toEqual({ atRest: false, awaits: ['nsa', 'oncd', 'odni'], until: nextAt });
  });

  it('plays the clock to the end of the review', async () => {
    vi.setSystemTime(new Date('2026-07-01T00:00:00.000Z'));
    expect(await look(1)).toEqual({ atRest: true, awaits: [], until: null });
    expect((await stateOf()).state.stage).toBe('lapsed');
    expect(table.of(`CASE#${CASE}`, 'VERDICT#').at(-1)).toMatchObject({ n: 2, verdict: { outcome: 'lapsed' } });
  });

  it('lets an execution of an older turn, or of 200 days, end, and another take over', async () => {
    expect(await look(2)).toMatchObject({ atRest: true });
    expect(await look(1, '2025-01-01T00:00:00.000Z')).toMatchObject({ atRest: true });
    await wake({ Records: [record()] });
    expect(started().at(-1)?.name).toMatch(/-2$/);
    expect(await look(2)).toMatchObject({ atRest: false });
  });
});
