import type { Criterion } from '../criterion.ts';
import type { Citation, Finding, Outcome, Severity, Tier } from '../finding.ts';
import { printable } from '../printable.ts';

/** What became of a criterion on some evidence: a finding without what the criterion itself says. */
export interface Judgement {
  outcome: Outcome;
  missing: boolean;
  tier?: Tier;
  severity?: Severity;
  required: string;
  found: string;
  reason: string;
  cure?: string;
  evidence: Citation[];
}

/** Worst first. A certain failure outranks a check that broke, which outranks a lack of evidence. */
const WORST_FIRST: readonly Outcome[] = ['not_met', 'error', 'inconclusive', 'met', 'not_applicable'];

/** Smaller is worse. */
export function badness(outcome: Outcome): number {
  return WORST_FIRST.indexOf(outcome);
}

/** The finding of a criterion. Missing evidence returns the submission where the criterion says so. */
export function findingOf(criterion: Criterion, judgement: Judgement, evaluation?: string): Finding {
  const { outcome, missing, tier, severity, required, found, reason, cure, evidence } = judgement;
  return {
    criterion: criterion.id,
    title: criterion.title,
    agency: criterion.agency,
    kind: criterion.kind,
    severity: severity ?? criterion.severity,
    ...(evaluation === undefined ? {} : { evaluation }),
    outcome,
    missing,
    returns: criterion.missing === 'return' && (missing || criterion.kind === 'integrity'),
    ...(tier === undefined ? {} : { tier }),
    threshold: criterion.thresholds,
    required,
    found: printable(found),
    reason: printable(reason),
    ...(cure === undefined || outcome === 'met' || outcome === 'not_applicable' ? {} : { cure: printable(cure) }),
    source: criterion.source,
    ...(criterion.equivalent === undefined ? {} : { equivalent: criterion.equivalent }),
    evidence: evidence.map((citation) =>
      citation.note === undefined ? citation : { ...citation, note: printable(citation.note) },
    ),
  };
}

/** Findings in the order in which they are stored and signed: by criterion, then evaluation, then agency, then text. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const key = ({ criterion, evaluation = '', agency, found }: Finding) =>
    [criterion, evaluation, agency, found].join('\n');
  return findings
    .map((finding) => [key(finding), finding] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, finding]) => finding);
}

/** The outcome that missing evidence has under a criterion. */
export function missingOutcome({ missing }: Criterion): Outcome {
  return missing === 'return' ? 'not_met' : missing;
}

/** A finding for a check that could not be completed: never a pass. */
export function brokenJudgement(found: string, required: string): Judgement {
  return {
    outcome: 'error',
    missing: false,
    required,
    found,
    reason: 'The check could not be completed, so the criterion counts as undecided.',
    cure: 'Nothing in the submission needs to change: the review has to be repeated or decided by people.',
    evidence: [],
  };
}
