import * as z from 'zod';
import { type CompiledRow, compileDecision } from '../adjudication/decision-table.ts';
import { canonicalJson } from '../attestation/canonical-json.ts';
import { type CompiledCriterion, compileCriterion } from './compile-criterion.ts';
import { Outcome } from './finding.ts';
import { compileTrack } from './guidance/track.ts';
import type { PackContent } from './pack.ts';
import { PackInvalid, type PackProblem } from './pack-error.ts';
import { type Compiled, RuleEnvironment, RuleInvalid } from './rule/compile.ts';
import { fileOf, SIGNATURE_CRITERION, signatureCriteria } from './signature-rule.ts';

/** A capability finding as the tier rule sees it; tiers are numbers, -1 for none. */
export const CapabilityView = z.object({
  criterion: z.string(),
  outcome: Outcome,
  tier: z.number(),
  upTo: z.number().describe('The tier if the finding, where undecided, came out highest'),
});
export type CapabilityView = z.infer<typeof CapabilityView>;

/** A standard with every rule and text compiled. */
export interface CompiledPack {
  criteria: ReadonlyMap<string, CompiledCriterion>;
  tier: { reached: Compiled; upTo: Compiled };
  decision: readonly CompiledRow[];
}

const compiled = new WeakMap<object, CompiledPack>();

/**
 * Compiles every rule of a standard, once per pack object.
 * @throws PackInvalid that lists every rule that refers to what does not exist, and every reference between parts that breaks
 */
export function compilePack(pack: PackContent): CompiledPack {
  const known = compiled.get(pack);
  if (known !== undefined) return known;
  const problems: PackProblem[] = [...references(pack)];
  const criteria = new Map<string, CompiledCriterion>();
  for (const criterion of pack.criteria) {
    const result = compileCriterion(criterion);
    if ('problems' in result) problems.push(...result.problems);
    else criteria.set(criterion.id, result.compiled);
  }
  const attempt = <T>(field: string, compile: () => T): T | undefined => {
    try {
      return compile();
    } catch (cause) {
      if (!(cause instanceof RuleInvalid)) throw cause;
      problems.push({ file: 'pack.yaml', field, message: cause.message });
      return undefined;
    }
  };
  const capabilities = new RuleEnvironment({ capabilities: z.array(CapabilityView) });
  const reached = attempt('tier.reached', () => capabilities.compile(pack.tier.reached, 'double'));
  const upTo = attempt('tier.upTo', () => capabilities.compile(pack.tier.upTo, 'double'));
  for (const [at, track] of pack.procedure.tracks.entries())
    attempt(`procedure.tracks[${at}].rule`, () => compileTrack(track));
  const decision = pack.decision.map((row, at) => attempt(`decision[${at}]`, () => compileDecision(row)));
  if (problems.length > 0 || reached === undefined || upTo === undefined) throw new PackInvalid(problems);
  const result = { criteria, tier: { reached, upTo }, decision: decision.filter((row) => row !== undefined) };
  compiled.set(pack, result);
  return result;
}

/** References between the parts of a pack that break. */
function* references(pack: PackContent): Generator<PackProblem> {
  const agencies = new Map(pack.agencies.map((agency) => [agency.id, agency] as const));
  if (agencies.size < pack.agencies.length)
    yield { file: 'pack.yaml', field: 'agencies', message: 'Two agencies have the same id.' };
  if (!agencies.has('joint'))
    yield {
      file: 'pack.yaml',
      field: 'agencies',
      message: 'There is no agency "joint", which decides the INT and VAL criteria.',
    };
  const asked = pack.criteria.filter(({ id }) => SIGNATURE_CRITERION.test(id));
  if (canonicalJson(asked) !== canonicalJson(signatureCriteria(pack.bundleSignature ?? [])))
    yield {
      file: 'pack.yaml',
      field: 'bundleSignature',
      message: 'Criteria SIG-… are what these rows come to, and nothing else: state the rows, and no such criterion.',
    };
  const seen = new Set<string>();
  for (const criterion of pack.criteria) {
    const problem = (field: string, message: string): PackProblem => ({ file: fileOf(criterion), field, message });
    if (seen.has(criterion.id)) yield problem('id', `Two criteria have the id ${criterion.id}.`);
    seen.add(criterion.id);
    const agency = agencies.get(criterion.agency);
    if (agency === undefined) {
      yield problem(
        'agency',
        `There is no agency "${criterion.agency}"; there are ${[...agencies.keys()].join(', ')}.`,
      );
      continue;
    }
    for (const part of criterion.reads.manifest)
      if (!agency.needToKnow.manifest.includes(part))
        yield problem('reads.manifest', `${agency.id} has no need to know "${part}" of the manifest.`);
    if (criterion.reads.sectors && !agency.needToKnow.manifest.includes('sectorExclusions'))
      yield problem('reads.sectors', `${agency.id} has no need to know "sectorExclusions" of the manifest.`);
    if (criterion.reads.problems && !agency.needToKnow.problems)
      yield problem('reads.problems', `${agency.id} has no need to know the problems of the bundle.`);
    if (criterion.scope === 'evaluation' && criterion.agency !== 'joint')
      yield problem('scope', 'Only joint criteria are decided for each evaluation; others read figures.');
  }
}
