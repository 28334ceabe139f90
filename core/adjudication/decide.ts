import { digestOf } from '../attestation/canonical-json.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { CheckReport } from '../policy/check-report.ts';
import { compilePack } from '../policy/compile-pack.ts';
import { Finding, type Outcome } from '../policy/finding.ts';
import { inOrder } from '../policy/judge/judgement.ts';
import { type Pack, packRef } from '../policy/pack.ts';
import { runBool } from '../policy/rule/compile.ts';
import { returned } from '../policy/screen.ts';
import { tierNumber } from '../policy/tier.ts';
import { type Collected, collect, type Failure } from './collect.ts';
import { findingView } from './decision-table.ts';
import { MOST_REASONS, reasonsOf } from './reasons.ts';
import type { Verdict, VerdictOutcome } from './verdict.ts';

/** Which submission a verdict is on. */
export interface Identity {
  manifest: Manifest | null;
  digest: string | null;
}

/**
 * Decides a submission from the reports on it, by the pack's decision table. Fails closed: a report that is missing, broken,
 * of another pack or incomplete gives `error` findings, and no table clears a review that has any.
 * The same reports in any order give the same bytes.
 * @param failed agencies whose check broke
 * @param failure where the review as a whole broke
 */
export function decide(
  pack: Pack,
  submission: Identity,
  reports: readonly CheckReport[],
  failed: readonly string[],
  failure?: Failure,
): { verdict: Verdict; findings: Finding[] } {
  const collected = collect(pack, reports, failed, failure);
  const findings = inOrder(collected.findings.map(inForm));
  const { outcome, because, summary } = lookUp(pack, { ...collected, findings });
  const reasons = reasonsOf(findings.filter(because));
  const more = reasons.length - MOST_REASONS;
  const { manifest, digest } = submission;
  const verdict: Verdict = {
    verdictVersion: '1.0',
    outcome,
    tier: collected.tier,
    summary: more > 0 ? `${summary} ${more} more reasons are in the findings.` : summary,
    reasons: reasons.slice(0, MOST_REASONS),
    counts: countsOf(findings),
    agencies: pack.agencies.map(({ id, name }) => ({
      agency: id,
      name,
      counts: countsOf(findings.filter(({ agency }) => agency === id)),
      failed: collected.failed.has(id),
    })),
    pack: packRef(pack),
    bundle: { digest, invented: manifest?.invented ?? false },
    model:
      manifest === null
        ? null
        : { id: manifest.model.id, version: manifest.model.version, weightsDigest: manifest.model.weightsDigest },
    vendor: manifest === null ? null : { id: manifest.vendor.id, name: manifest.vendor.name },
    findingsDigest: digestOf(findings),
  };
  return { verdict, findings };
}

/**
 * A finding with its keys in the order of the schema and its thresholds in alphabetical order, however it came here: findings
 * that are equal are the same bytes.
 */
function inForm(finding: Finding): Finding {
  const sorted = Object.entries(finding.threshold).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Finding.parse({ ...finding, threshold: Object.fromEntries(sorted) });
}

const CLEARING: readonly VerdictOutcome[] = ['cleared', 'cleared_with_conditions'];

/** What the decision table says; people decide where it says nothing, breaks, or clears what no table may clear. */
function lookUp(pack: Pack, { findings, tier, complete }: Collected) {
  const undecided = ({ outcome, severity }: Finding) =>
    outcome === 'error' || (outcome === 'inconclusive' && (severity === 'blocker' || severity === 'major'));
  const referred = (summary: string) => ({ outcome: 'referred' as const, because: undecided, summary });
  const values = { findings: findings.map(findingView), tier: tierNumber(tier), complete };
  try {
    const row = compilePack(pack).decision.find(({ when }) => runBool(when, values));
    if (row === undefined) return referred('The decision table has no row for this case, so people decide.');
    if (CLEARING.includes(row.outcome) && (!complete || findings.some(undecided)))
      return referred('The review has gaps, so people decide.');
    if (CLEARING.includes(row.outcome) && findings.some(returned))
      return { ...referred('The submission was not acceptable, so people decide.'), because: returned };
    const because = new Set(
      findings.filter((finding) => runBool(row.because, { ...values, finding: findingView(finding) })),
    );
    return { outcome: row.outcome, because: (finding: Finding) => because.has(finding), summary: row.summary(values) };
  } catch {
    return referred('The decision table could not be applied to this case, so people decide.');
  }
}

function countsOf(findings: readonly Finding[]): Record<Outcome, number> {
  const counts = { met: 0, not_met: 0, inconclusive: 0, not_applicable: 0, error: 0 };
  for (const { outcome } of findings) counts[outcome] += 1;
  return counts;
}
