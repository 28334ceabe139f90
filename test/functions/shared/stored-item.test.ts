import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { type Action, Command } from '#core/adjudication/case/command.ts';
import { UNPUBLISHED } from '#core/bundle/manifest.ts';
import { keys } from '#functions/shared/table/items.ts';
import { TableItemError } from '#functions/shared/table/stored-item.ts';
import {
  CASE,
  cases,
  FEDERAL,
  found,
  OPENED,
  openCase,
  procedures,
  referredCase,
  reviewer,
  stateOf,
  table,
} from '../support/referred-case.ts';
import earlier from './record/earlier-items.json' with { type: 'json' };

const SUMMARY = keys.case(CASE);
const PROCEDURE = keys.procedure(CASE, FEDERAL);
const VERDICT = keys.verdict(CASE, FEDERAL, 1);
const concur = { type: 'determine', determination: { kind: 'concur' } } as const;
const act = (id: string, agency: string, n = 1, action: z.input<typeof Action> = concur) =>
  procedures.act(CASE, FEDERAL, Command.parse({ id, by: reviewer(agency, n), do: action }));

/** Takes an item's fields away, and sets others, as another version of the code would have written it. */
function rewrite(key: { PK: string; SK: string }, without: readonly string[], set: Record<string, unknown> = {}) {
  const kept = Object.entries(table.at(key) ?? {}).filter(([field]) => !without.includes(field));
  table.items.set(`${key.PK} ${key.SK}`, { ...Object.fromEntries(kept), ...set, ...key });
}

beforeEach(() => {
  table.items.clear();
  table.client.resetHistory();
  vi.useFakeTimers({ now: new Date(OPENED), toFake: ['Date'] });
  return () => vi.useRealTimers();
});

describe('an item of an earlier shape', () => {
  it('is read, and carried on to a decision, and has the present shape from its next write on', async () => {
    await referredCase();
    rewrite(SUMMARY, ['schema', 'packs', 'bundle', 'standings'], {
      pack: { id: 'us-frontier', version: '2026.1', digest: 'sha256:0' },
    });
    rewrite(VERDICT, ['schema', 'publication', 'signature', 'head']);
    expect(await found()).toMatchObject({ packs: [FEDERAL], bundle: 1, standings: {} });
    expect(await cases.verdict(CASE, FEDERAL, 1)).toMatchObject({ publication: UNPUBLISHED });

    for (const agency of ['oncd', 'odni', 'nsa']) {
      await act(agency, agency);
      const last = (await stateOf()).state.determinations.at(-1);
      if (last?.signatureNeeded) await act(`${agency}-sign`, agency, 2, { type: 'sign', n: last.n });
    }

    expect(table.at(SUMMARY)).toMatchObject({ schema: 2, packs: [FEDERAL], standings: { [FEDERAL]: { verdict: 2 } } });
    expect(table.at(keys.verdict(CASE, FEDERAL, 2))).toMatchObject({ schema: 2, publication: UNPUBLISHED });
  });

  it('had no standard before it was decided', async () => {
    await openCase();
    rewrite(SUMMARY, ['schema', 'packs', 'bundle', 'standings']);
    expect(await found()).toMatchObject({ packs: [], bundle: 1, standings: {} });
  });
});

describe('cases of an earlier shape', () => {
  it('are among the decided ones that are looked through for what is kept too long', async () => {
    const [sample] = earlier.CaseItem;
    table.client.on(QueryCommand, { IndexName: 'byStatus' }).resolves({ Items: [{ ...sample, ...SUMMARY }] });
    for await (const one of cases.decided()) expect(one).toMatchObject({ packs: [FEDERAL], bundle: 1, standings: {} });
    expect.assertions(1);
  });
});

describe('an item that a later version has written', () => {
  it('keeps the fields that this version does not know, where it writes the item', async () => {
    await referredCase();
    for (const key of [SUMMARY, PROCEDURE]) rewrite(key, [], { later: { of: ['a', { later: 'version' }] } });

    await act('one', 'nsa');

    for (const key of [SUMMARY, PROCEDURE])
      expect(table.at(key)).toMatchObject({ later: { of: ['a', { later: 'version' }] } });
    expect(table.at(SUMMARY)).toMatchObject({ version: 3 });
    expect(JSON.stringify(await found())).not.toContain('later');
  });

  it('is refused where its schema is newer, with what to do, and nothing is written', async () => {
    await referredCase();
    rewrite(SUMMARY, [], { schema: 3 });
    const writes = table.client.commandCalls(TransactWriteCommand).length;
    await expect(act('one', 'nsa')).rejects.toThrow(
      `${SUMMARY.PK} CASE in the table has schema 3, and this version of the code reads up to 2: a later version wrote it. Deploy that one`,
    );
    expect(table.client.commandCalls(TransactWriteCommand)).toHaveLength(writes);
  });

  it.each([
    [
      'a value',
      PROCEDURE,
      (item: Record<string, unknown>) => ({ state: { ...Object(item.state), later: 1 } }),
      'state.later',
    ],
    [
      'a list',
      VERDICT,
      (item: Record<string, unknown>) => ({
        verdict: {
          ...Object(item.verdict),
          reasons: [{ criterion: 'INT-01', agency: 'nsa', outcome: 'met', severity: 'blocker', text: '', later: 1 }],
        },
      }),
      'verdict.reasons.0.later',
    ],
  ])('is refused, not half-read, where the unknown field is inside of %s', async (_, key, change, lost) => {
    await referredCase();
    rewrite(key, [], change(table.at(key) ?? {}));
    await expect(act('one', 'nsa')).rejects.toThrow(`${key.PK} ${key.SK} in the table has ${lost}, which this version`);
  });

  it.each([0, 1.5, '2', null])('is refused where its schema is %j', async (schema) => {
    await openCase();
    rewrite(SUMMARY, [], { schema });
    await expect(found()).rejects.toThrow(TableItemError);
  });
});
