import * as z from 'zod';
import { canonicalJson } from '../../attestation/canonical-json.ts';
import { Citation, type Finding, Outcome, Severity, Tier } from '../../policy/finding.ts';

const Side = z.object({
  outcome: Outcome,
  tier: Tier.nullable(),
  found: z.string(),
  figures: z.array(Citation.shape.figure.unwrap()).describe('On which the finding rests'),
});
type Side = z.infer<typeof Side>;

/** A finding whose outcome or figures are other in the two versions; null where one version does not have it. */
export const FindingDifference = z.object({
  criterion: z.string(),
  title: z.string(),
  agency: z.string(),
  severity: Severity,
  evaluation: z.string().nullable(),
  from: Side.nullable(),
  to: Side.nullable(),
});
export type FindingDifference = z.infer<typeof FindingDifference>;

const placeOf = ({ agency, criterion, evaluation }: Finding) => canonicalJson([agency, criterion, evaluation ?? null]);

/** The findings that changed, by agency, then criterion, then evaluation. */
export function findingDifferences(from: readonly Finding[], to: readonly Finding[]): FindingDifference[] {
  const before = new Map(from.map((finding) => [placeOf(finding), finding]));
  const after = new Map(to.map((finding) => [placeOf(finding), finding]));
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((place) => {
    const [was, is] = [before.get(place), after.get(place)];
    const sides = { from: was === undefined ? null : sideOf(was), to: is === undefined ? null : sideOf(is) };
    const either = is ?? was;
    if (either === undefined || same(sides.from, sides.to)) return [];
    const { criterion, title, agency, severity, evaluation = null } = either;
    return [{ criterion, title, agency, severity, evaluation, ...sides }];
  });
}

/** Texts say in words what outcome and figures say; a finding whose words alone are other has not changed. */
function same(a: Side | null, b: Side | null): boolean {
  const told = (side: Side | null) => side && { outcome: side.outcome, tier: side.tier, figures: side.figures };
  return canonicalJson(told(a)) === canonicalJson(told(b));
}

function sideOf({ outcome, tier, found, evidence }: Finding): Side {
  return { outcome, tier: tier ?? null, found, figures: evidence.flatMap(({ figure }) => figure ?? []) };
}
