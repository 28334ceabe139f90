import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkedOnce } from '../../../local/workflows/checked-once.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-checked-'));
afterAll(() => rmSync(folder, { recursive: true }));

const machine = (state: Record<string, boolean | string>) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Only',
  States: { Only: { Type: 'Pass', ...state } },
});

it('remembers of a definition that it is sound, and never that it is not', () => {
  for (const check of [checkedOnce(folder), checkedOnce(folder)]) {
    expect(check(machine({ End: true }))).toEqual([]);
    expect(check(machine({ End: 'yes' }))).not.toEqual([]);
    expect(readdirSync(folder)).toHaveLength(1);
  }
});
