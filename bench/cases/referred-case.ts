import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseCalendar } from '#core/adjudication/calendar/parse-calendar.ts';
import { type CaseRules, rulesOf } from '#core/adjudication/case/rules.ts';
import { decide } from '#core/adjudication/decide.ts';
import { afterChecks } from '#core/adjudication/procedure/after-checks.ts';
import { UNPUBLISHED } from '#core/bundle/manifest.ts';
import { parsePack } from '#core/policy/pack.ts';
import { writeOf } from '#functions/shared/procedure/pack-move.ts';
import type { CaseTable } from '#functions/shared/table/case-table.ts';
import { keys, VerdictItem } from '#functions/shared/table/items.ts';
import { readPacks } from '../../scripts/read-packs.ts';

const POLICY = join(import.meta.dirname, '../../policy');
const PACKS = ['us-frontier/2026.1', 'us-states/2026.1'];
const CASE = `case-${'0'.repeat(40)}`;

/** Writes a case that waits for its agencies under two standards, and gives its items. */
export async function referredCase(
  table: CaseTable,
): Promise<{ items: Record<string, unknown>[]; rulesFor: (pack: string) => CaseRules }> {
  const file = join(POLICY, 'calendars', 'us-federal.yaml');
  const calendar = parseCalendar(file, readFileSync(file, 'utf8'));
  const built = new Map((await readPacks(POLICY)).map(({ name, json }) => [name, parsePack(JSON.parse(json))]));
  const rules = new Map([...built].map(([name, pack]) => [name, rulesOf(pack, calendar)]));
  const rulesFor = (name: string): CaseRules => {
    const found = rules.get(name);
    if (found === undefined) throw new Error(`no standard ${name}; there are ${[...rules.keys()].join(', ')}`);
    return found;
  };
  const at = new Date().toISOString();
  const object = { bucket: 'b', key: 'vendors/acme/s/bundle.zip', versionId: 'v', bytes: 1 };
  const nothing = { decidedAt: null, outcome: null, tier: null, model: null, pack: null, packs: [], standings: {} };
  const summary = { caseId: CASE, vendor: 'acme', status: 'in_review' as const, ...object, ...nothing, bundle: 1 };
  await table.open({ ...summary, openedAt: at }, {});
  const opened = await table.case(CASE);
  if (opened === null) throw new Error('the case that was opened is not there');
  const moves = PACKS.flatMap((name) => {
    const pack = built.get(name);
    if (pack === undefined) return [];
    // No report of any agency: every check broke, and people have to look.
    const failed = pack.agencies.map(({ id }) => id);
    const { verdict, findings } = decide(pack, { manifest: null, digest: 'sha256:0' }, [], failed);
    const track = pack.procedure.tracks[0]?.id ?? '';
    const checked = { vendor: 'acme', bundle: 1, digest: 'sha256:0', verdict, findings, track, changed: [] };
    const { events: changes, state } = afterChecks(rulesFor(name), null, checked, at);
    const item = VerdictItem.parse({
      caseId: CASE,
      n: 1,
      decidedAt: at,
      verdict,
      findings: 'evidence/x',
      publication: UNPUBLISHED,
    });
    return [
      { pack: name, rules: rulesFor(name), before: null, state, changes, verdict: item, decidedNow: true as const },
    ];
  });
  const packs = [...PACKS];
  const write = writeOf({ ...opened, packs }, moves, at);
  await table.commit(opened, { ...write, summary: { ...write.summary, packs } });
  const items = await table.items(CASE, '', z.record(z.string(), z.unknown()));
  return { items: items.map((item) => ({ ...keys.case(CASE), ...item })), rulesFor };
}
