import '../setup-standards.ts';
import type { Verdict, VerdictOutcome } from '#core/adjudication/verdict.ts';
import { UNPUBLISHED } from '#core/bundle/manifest.ts';
import type { Finding } from '#core/policy/finding.ts';
import { decisionOf } from '#functions/decide/decision.ts';
import { table as client } from '#functions/shared/clients.ts';
import { Procedures } from '#functions/shared/procedure/procedures.ts';
import { rulesFor } from '#functions/shared/procedure/rules.ts';
import { CaseTable } from '#functions/shared/table/case-table.ts';
import type { CaseItem } from '#functions/shared/table/items.ts';
import { FINDING, VERDICT } from '../../cli/support/verdicts.ts';
import { InMemoryTable } from '../../statemachines/support/in-memory-table.ts';

export const FEDERAL = 'us-frontier/2026.1';
export const STATES = 'us-states/2026.1';
export const CASE = `case-${'a'.repeat(40)}`;
/** A Monday, in the afternoon of Washington. */
export const OPENED = '2026-03-02T17:00:00.000Z';

export const table = new InMemoryTable();
export const cases = new CaseTable(client, 'cases');
export const procedures = new Procedures(cases, rulesFor);

export const reviewer = (agency: string, n = 1) => ({ id: `${agency}-${n}`, role: 'reviewer' as const, agency });
export const VENDOR = { id: 'vera', role: 'vendor', vendor: 'acme' } as const;

/** What the checks say under a pack. */
export interface Said {
  outcome: VerdictOutcome;
  findings?: Finding[];
}

/** A point that the checks could not decide. */
export const undecided = (agency: string, criterion: string, title = 'A point'): Finding => ({
  ...FINDING,
  agency,
  criterion,
  title,
  kind: 'safeguard',
  severity: 'blocker',
  outcome: 'inconclusive',
});

export function verdictUnder(pack: string, outcome: VerdictOutcome): Verdict {
  const [id = '', version = ''] = pack.split('/');
  return { ...VERDICT, outcome, tier: 'T2', pack: { ...VERDICT.pack, id, version } };
}

/** Opens a case of `acme`. */
export async function openCase(caseId = CASE, vendor = 'acme'): Promise<CaseItem> {
  const object = { bucket: 'bundles', key: `vendors/${vendor}/s-1/bundle.zip`, versionId: 'v1', bytes: 1 };
  const undecidedYet = { decidedAt: null, outcome: null, tier: null, model: null, pack: null, packs: [] };
  await cases.open(
    { caseId, vendor, status: 'in_review', ...object, ...undecidedYet, openedAt: OPENED, bundle: 1, standings: {} },
    {},
  );
  return found(caseId);
}

export async function found(caseId = CASE): Promise<CaseItem> {
  const item = await cases.case(caseId);
  if (item === null) throw new Error(`there is no case ${caseId}`);
  return item;
}

export async function stateOf(pack = FEDERAL, caseId = CASE) {
  const procedure = await cases.procedure(caseId, pack);
  if (procedure === null) throw new Error(`there is no procedure under ${pack}`);
  return procedure;
}

/** Decides a version of a bundle as `decide` does, on what the checks say under each pack. */
export async function decideBundle(
  said: Record<string, Said>,
  bundle = 1,
  caseId = CASE,
  publication = UNPUBLISHED,
): Promise<CaseItem> {
  const current = await found(caseId);
  const [first, ...others] = Object.entries(said).map(([name, { outcome, findings = [] }]) => ({
    name,
    verdict: verdictUnder(name, outcome),
    findings,
    reports: [],
    track: 'standard',
    signature: null,
    before: null,
    publication,
    by: { definition: undefined, code: 'sha256:0' },
  }));
  if (first === undefined) throw new Error('name a pack');
  const write = decisionOf(
    current,
    bundle,
    [first, ...others],
    await cases.procedures(current),
    new Date().toISOString(),
  );
  return cases.commit(current, write);
}

/** A case of `acme` that waits for its agencies under each of these packs. */
export async function referredCase(packs: readonly string[] = [FEDERAL], caseId = CASE, vendor = 'acme') {
  await openCase(caseId, vendor);
  return decideBundle(Object.fromEntries(packs.map((pack) => [pack, { outcome: 'referred' as const }])), 1, caseId);
}
