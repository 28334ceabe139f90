import { audiencesOfLogs } from '../bundle/audience.ts';
import { MANIFEST_PATH } from '../bundle/manifest.ts';
import type { Problem } from '../bundle/problem.ts';
import type { CheckReport } from './check-report.ts';
import { type CompiledPack, compilePack } from './compile-pack.ts';
import type { Facts, JudgedEvaluation } from './facts.ts';
import type { Finding, Severity, Tier } from './finding.ts';
import { judgeCriterion } from './judge/judge-criterion.ts';
import { type Context, judgeEvaluation, judgeNoEvaluation } from './judge/judge-evaluation.ts';
import { inOrder } from './judge/judgement.ts';
import { evidenceFor } from './need-to-know.ts';
import { JOINT, type Pack, packRef } from './pack.ts';
import type { ReadEvaluation, Submission } from './submission.ts';
import { submissionProblems } from './submission-problems.ts';
import { type TierRange, tierRange } from './tier-rule.ts';
import { unusableIn } from './unusable.ts';
import { manifestView } from './view/manifest-view.ts';

/** What the joint criteria say of a submission, and what follows for the agencies. */
export interface Screening {
  /** Agency "joint". Its `tier` is that of the whole submission, so that the decision can hold the agencies' reports against it. */
  report: CheckReport;
  /** False: the submission is returned, and no agency looks at it. */
  acceptable: boolean;
  tier: Tier | null;
  /** The tier if every capability criterion that is undecided came out highest. */
  tierUpTo: Tier | null;
  /** The same two before the capability criteria that apply from a tier on. */
  tierBefore: TierRange;
  /** Evaluations whose figures decide nothing: id to the criteria that say so. Has own properties only; ask with `Object.hasOwn`. */
  unusable: Record<string, string[]>;
}

/** The criteria that are decided even where the manifest could not be read. */
const WITHOUT_MANIFEST = ['INT-01', 'INT-06'];

/**
 * Decides the joint criteria: is the submission acceptable, is each log valid, which tier does it come to.
 * @param options.expectedVendor the vendor in whose name the bundle was uploaded; a manifest of another one is a problem
 */
export function screen(
  pack: Pack,
  submission: Submission,
  options: { expectedVendor?: string | undefined } = {},
): Screening {
  const compiled = compilePack(pack);
  const problems = [...submission.problems, ...submissionProblems(submission, options.expectedVendor)];
  const { manifest } = submission;
  if (manifest === null) return unreadable(pack, compiled, problems);

  const facts = factsOf(submission, problems);
  const names = [manifest.model.id, ...manifest.model.logNames];
  const context = { facts, names, criteria: pack.criteria, views: new Map() };
  const blocking = validityFindings(pack, compiled, context, (severity) => severity === 'blocker');
  const unusable = unusableIn(blocking);
  const marked = withUnusable(facts, unusable);
  // What else is asked of a run may compare it with another one, which then has to be usable.
  const validity = [
    ...blocking,
    ...validityFindings(
      pack,
      compiled,
      { ...context, facts: marked, views: new Map() },
      (severity) => severity !== 'blocker',
    ),
  ];
  const setting = capabilityFindings(pack, compiled, marked, false);
  const tierBefore = tierRange(pack, compiled, setting);
  const judged = { ...marked, tierBefore };
  const range = tierRange(pack, compiled, [...setting, ...capabilityFindings(pack, compiled, judged, true)]);
  const rest = criteriaOf(pack, compiled)
    .filter(({ criterion }) => criterion.agency === JOINT && criterion.scope === 'submission')
    .map((criterion) => judgeCriterion(criterion, { ...judged, ...range }));
  return screening(pack, inOrder([...validity, ...rest]), { ...range, tierBefore }, unusable);
}

function screening(
  pack: Pack,
  findings: Finding[],
  range: TierRange & { tierBefore: TierRange },
  unusable: Map<string, string[]>,
): Screening {
  return {
    report: { agency: JOINT, pack: packRef(pack), tier: range.tier, findings },
    acceptable: !findings.some(returned),
    ...range,
    unusable: Object.fromEntries(unusable),
  };
}

/** True for a finding that returns the submission to the vendor. */
export function returned({ returns, outcome, missing }: Finding): boolean {
  return returns && (outcome === 'not_met' || missing);
}

const NO_TIER = { tier: null, tierUpTo: null, tierBefore: { tier: null, tierUpTo: null } };

function unreadable(pack: Pack, compiled: CompiledPack, problems: Problem[]): Screening {
  const noted = problems.some(({ criterion }) => criterion === 'INT-01') ? problems : [...problems, UNREAD];
  const facts: Facts = { manifest: {}, evaluations: [], problems: noted, ...NO_TIER };
  const findings = criteriaOf(pack, compiled)
    .filter(({ criterion }) => WITHOUT_MANIFEST.includes(criterion.id))
    .map((criterion) => judgeCriterion(criterion, facts));
  const result = screening(pack, inOrder(findings), NO_TIER, new Map());
  return { ...result, acceptable: false };
}

const UNREAD: Problem = {
  code: 'manifest-unread',
  criterion: 'INT-01',
  file: MANIFEST_PATH,
  found: 'no manifest that could be read',
  expected: 'a manifest that fits the published schema',
  cure: 'Write bundle.json with "countersign init" and check it with "countersign preflight".',
};

/**
 * The facts of a whole submission, before anything is judged, with as much of each log as an agency may read.
 * @param reader id of the agency; the joint screening by default, whose findings every agency of the case sees
 */
export function factsOf(submission: Submission, problems: readonly Problem[], reader = JOINT): Facts {
  const audienceOf = audiencesOfLogs(submission.manifest ?? { files: [], evaluations: [] });
  return {
    manifest: submission.manifest === null ? {} : manifestView(submission.manifest, submission.signature),
    evaluations: allDeclared(submission)
      .map(({ declared, evidence }) => ({
        declared,
        evidence: evidence && evidenceFor(evidence, audienceOf(declared.path), reader),
        unusable: [],
      }))
      .toSorted((a, b) => (a.declared.id < b.declared.id ? -1 : 1)),
    problems: problems.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    ...NO_TIER,
  };
}

/** The evaluations, with those that the manifest declares and nobody read: they count as unreadable, not as undeclared. */
function allDeclared({ manifest, evaluations }: Submission): readonly ReadEvaluation[] {
  const read = new Set(evaluations.map(({ declared }) => declared.id));
  const unread = (manifest?.evaluations ?? []).filter(({ id }) => !read.has(id));
  return [...evaluations, ...unread.map((declared) => ({ declared, evidence: null }))];
}

const sortKey = ({ file, pointer = '', line = 0, code, found }: Problem) =>
  [file, pointer, String(line).padStart(9, '0'), code, found].join('\n');

const criteriaOf = (pack: Pack, { criteria }: CompiledPack) =>
  pack.criteria.flatMap(({ id }) => criteria.get(id) ?? []);

function validityFindings(
  pack: Pack,
  compiled: CompiledPack,
  context: Context,
  wanted: (severity: Severity) => boolean,
): Finding[] {
  const criteria = criteriaOf(pack, compiled).filter(
    ({ criterion }) => criterion.scope === 'evaluation' && wanted(criterion.severity),
  );
  const { evaluations } = context.facts;
  return criteria.flatMap((criterion) =>
    evaluations.length === 0
      ? [judgeNoEvaluation(criterion, context)]
      : evaluations.map((evaluation) => judgeEvaluation(criterion, evaluation, context)),
  );
}

/** The capability findings of every agency: of the criteria that do not, or that do, apply from a tier on. */
function capabilityFindings(pack: Pack, compiled: CompiledPack, facts: Facts, fromATier: boolean): Finding[] {
  return criteriaOf(pack, compiled)
    .filter(({ criterion: { kind, reads } }) => kind === 'capability' && reads.tier === fromATier)
    .map((criterion) => judgeCriterion(criterion, facts));
}

function withUnusable(facts: Facts, unusable: ReadonlyMap<string, string[]>): Facts {
  return { ...facts, evaluations: facts.evaluations.map((evaluation) => markedAs(evaluation, unusable)) };
}

const markedAs = (evaluation: JudgedEvaluation, unusable: ReadonlyMap<string, string[]>): JudgedEvaluation => ({
  ...evaluation,
  unusable: unusable.get(evaluation.declared.id) ?? [],
});
