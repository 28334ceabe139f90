import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callbacks } from './callbacks.ts';
import { data } from './data.ts';
import { deadlines } from './deadlines.ts';
import { definitions } from './definitions.ts';
import { distributedMaps } from './distributed-maps.ts';
import { failures } from './failures.ts';
import { histories } from './histories.ts';
import { limits } from './limits.ts';
import { maps } from './maps.ts';
import { operations } from './operations.ts';
import { redrives } from './redrives.ts';
import { retries } from './retries.ts';
import { states } from './states.ts';
import { withTable } from './table.ts';
import { versionsAndAliases } from './versions.ts';

const areas = [
  states,
  data,
  failures,
  retries,
  deadlines,
  callbacks,
  maps,
  distributedMaps,
  limits,
  histories,
  operations,
  versionsAndAliases,
  redrives,
  definitions,
];
const DOCUMENT = join(import.meta.dirname, '../../../../docs/local-run.md');

for (const { title, rows } of areas) {
  describe(title, () => {
    for (const { id, statement, outcome, check } of rows) it(`${id} ${statement} (${outcome})`, check);
  });
}

describe('the table of the documentation', () => {
  it('names each row once', () => {
    const ids = areas.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is what these tests declare ("npm run conformance" writes it)', async () => {
    await expect(withTable(readFileSync(DOCUMENT, 'utf8'), areas)).toMatchFileSnapshot(DOCUMENT);
  });
});
