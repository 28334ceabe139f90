import type { Point } from '#core/adjudication/case/parts.ts';
import type { Finding } from '#core/policy/finding.ts';

/** Why a finding is where it is in the list: what it stands in the way of. */
export const GROUPS = [
  { id: 'returns', title: 'Has to be put right before the submission is judged' },
  { id: 'blocks', title: 'Bars every clearance' },
  { id: 'unjudged', title: 'Open, and weighed once the submission is acceptable' },
  { id: 'open', title: 'Open: allows no more than conditions or staged access' },
  { id: 'tier', title: 'Sets the tier' },
  { id: 'minor', title: 'Noted, blocks nothing' },
  { id: 'met', title: 'Met' },
  { id: 'not_applicable', title: 'Does not apply' },
] as const;
export type GroupId = (typeof GROUPS)[number]['id'];

/** A finding's name in an address. */
export const findingKey = ({
  criterion,
  evaluation,
}: {
  criterion: string;
  evaluation?: string | undefined;
}): string => (evaluation === undefined ? criterion : `${criterion}~${evaluation}`);

/** Whether a finding is why the submission goes back to its vendor. */
const returnsIt = ({ returns, outcome, missing }: Finding): boolean => returns && (outcome === 'not_met' || missing);

/** @param returned the submission went back to its vendor, so that nothing else has been weighed */
export function groupOf(finding: Finding, points: readonly Point[], returned: boolean): GroupId {
  const { outcome, kind, severity } = finding;
  if (outcome === 'met' || outcome === 'not_applicable') return outcome;
  if (returnsIt(finding)) return 'returns';
  const point = points.find(
    (one) => one.criterion === finding.criterion && one.evaluation === (finding.evaluation ?? null),
  );
  if (point !== undefined) return point.severity === 'blocker' && point.outcome !== 'inconclusive' ? 'blocks' : 'open';
  if (kind === 'capability') return 'tier';
  return returned && (severity === 'blocker' || severity === 'major') ? 'unjudged' : 'minor';
}

export type Row =
  | { readonly kind: 'group'; readonly id: GroupId; readonly title: string; readonly count: number }
  | { readonly kind: 'finding'; readonly finding: Finding };

/** The rows of the list of findings: groups by what they block, heaviest first, and in each its findings. */
export function rowsOf(findings: readonly Finding[], points: readonly Point[]): Row[] {
  const returned = findings.some(returnsIt);
  const groups = Map.groupBy(findings, (finding) => groupOf(finding, points, returned));
  return GROUPS.flatMap(({ id, title }): Row[] => {
    const some = groups.get(id) ?? [];
    if (some.length === 0) return [];
    return [
      { kind: 'group', id, title, count: some.length },
      ...some.map((finding): Row => ({ kind: 'finding', finding })),
    ];
  });
}

/** What somebody looks for among the findings. */
export interface FindingFilter {
  readonly search: string;
  readonly agency: string;
  readonly open: boolean;
}

export function filtered(findings: readonly Finding[], { search, agency, open }: FindingFilter): Finding[] {
  const wanted = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return findings.filter((finding) => {
    if (agency !== '' && finding.agency !== agency) return false;
    if (open && (finding.outcome === 'met' || finding.outcome === 'not_applicable')) return false;
    const text = `${finding.criterion} ${finding.title} ${finding.evaluation ?? ''} ${finding.found}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
