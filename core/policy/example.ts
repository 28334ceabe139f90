import { Manifest } from '../bundle/manifest.ts';
import type { Problem } from '../bundle/problem.ts';
import { type DrawnSample, Evidence, type Interval, type Pointer, type Recomputed } from '../evidence/evidence.ts';
import { normalInterval } from '../evidence/statistics/normal.ts';
import { wilson } from '../evidence/statistics/wilson.ts';
import { compilePack } from './compile-pack.ts';
import type { Criterion, ExampleEvaluation, WorkedExample } from './criterion.ts';
import { COMPLETE, DIGEST, MODEL } from './example-manifest.ts';
import { cleanRun } from './example-run.ts';
import type { JudgedEvaluation } from './facts.ts';
import type { Finding } from './finding.ts';
import { judgeCriterion } from './judge/judge-criterion.ts';
import { overlay } from './overlay.ts';
import type { Pack } from './pack.ts';
import { factsOf, screen } from './screen.ts';
import type { ReadEvaluation, Submission } from './submission.ts';

function declaredOf(example: ExampleEvaluation): unknown {
  const { id, task, configuration, attack, sectors, manifestClaims, disclosedEdits } = example;
  const optional = disclosedEdits === undefined ? {} : { disclosedEdits };
  const declared = { id, path: `evals/${id}.eval`, task, configuration, attack, sectors, claims: manifestClaims };
  return overlay({ ...declared, ...optional, ...cleanRun(example) }, example.declared);
}

function intervalOf({ mean, sd, n }: ExampleEvaluation): Interval | null {
  if (mean === null || n < 1) return null;
  if (sd === undefined) return wilson(mean * n, n);
  return normalInterval(mean, sd / Math.sqrt(n), false);
}

/** Single attempts behind the mean. */
function attemptsOf(example: ExampleEvaluation): Pick<Recomputed, 'attempts'> {
  const { mean, n, epochs, sd, highest = mean !== null && mean > 0 ? 1 : 0 } = example;
  if (mean === null || n < 1) return {};
  const all = n * epochs;
  const stderr = (sd ?? Math.sqrt(mean * (1 - mean))) / Math.sqrt(all);
  return { attempts: { n: all, mean, stderr, interval: intervalOf({ ...example, n: all }), highest } };
}

/** The evidence that a reader would make of the log that a worked example describes. */
function evidenceOf(example: ExampleEvaluation): Evidence {
  const { id, mean, sd, n, epochs, errored, limited, refused, unscored, claimed, size, seed } = example;
  const pointer = { file: `evals/${id}.eval`, member: 'summaries.json' };
  const lost = errored + limited + refused + unscored;
  const rows = n * epochs + errored + unscored;
  const headline = claimed === undefined ? mean : claimed;
  const recomputed: Recomputed = {
    score: example.score,
    metric: example.metric,
    mean,
    stderr: mean === null || n < 2 ? null : (sd ?? Math.sqrt(mean * (1 - mean))) / Math.sqrt(n),
    n,
    epochs,
    unscored,
    interval: intervalOf(example),
    imputed:
      mean === null || n < 1
        ? null
        : { low: Math.max(0, mean - lost / (n * epochs)), high: Math.min(1, mean + lost / (n * epochs)) },
    claimed: headline,
    difference: headline === null || mean === null ? null : Math.abs(headline - mean),
    ...attemptsOf(example),
    ...(mean === null ? { why: 'the metric is none that can be recomputed' } : {}),
    pointer,
  };
  const ids = n + Math.ceil((errored + unscored) / epochs);
  return Evidence.parse({
    format: 'inspect-eval',
    task: example.logTask ?? example.task,
    model: example.model ?? MODEL,
    modelRoles: example.grader === undefined ? {} : { grader: example.grader },
    status: example.status,
    dataset: {
      ...(size === null ? {} : { size: size ?? ids }),
      selected: ids,
      ...(seed === undefined ? {} : { shuffled: true, seed }),
    },
    epochs,
    samples: rows,
    ids,
    ...{ errored, limited, refused, fallbacks: example.fallbacks },
    claims: [],
    recomputed: [recomputed],
    ...(example.transcripts === null ? {} : { drawn: drawnOf(example, pointer) }),
    flags: example.flags.map((flag) => ({ id: flag, message: `The log shows ${flag}.`, pointer })),
    sha256: DIGEST,
    bytes: 1_000,
  });
}

function drawnOf({ transcripts, n, epochs }: ExampleEvaluation, pointer: Pointer): DrawnSample[] {
  return Array.from({ length: Math.min(5, n * epochs) }, (_, at) => ({
    id: `sample-${at + 1}`,
    epoch: 1,
    transcript: at < (transcripts ?? 0),
    pointer,
  }));
}

/** The submission that a worked example describes in brief. */
export function exampleSubmission(criterion: Criterion, { given }: WorkedExample): Submission {
  const evaluations: ReadEvaluation[] = [];
  const manifest = Manifest.parse(
    overlay({ ...COMPLETE, evaluations: given.evaluations.map(declaredOf) }, given.manifest),
  );
  for (const [at, declared] of manifest.evaluations.entries()) {
    const example = given.evaluations[at];
    evaluations.push({ declared, evidence: example?.readable === true ? evidenceOf(example) : null });
  }
  const problems = given.problems.flatMap(({ code, file, found }): Problem[] =>
    criterion.id === 'INT-01' || criterion.id === 'INT-06'
      ? [{ code, criterion: criterion.id, file, found, expected: 'nothing of the kind', cure: 'Correct the file.' }]
      : [],
  );
  return { manifest, digest: DIGEST, problems, evaluations, signature: given.signature };
}

/**
 * Runs a worked example: the findings of its criterion on the evidence it gives. The validity of the evaluations is judged
 * as in a review; the tier is the one that the example gives.
 * @throws z.ZodError where the manifest of the example does not fit the schema
 */
export function runExample(pack: Pack, criterion: Criterion, example: WorkedExample): Finding[] {
  const submission = exampleSubmission(criterion, example);
  const screening = screen(pack, submission);
  if (criterion.scope === 'evaluation')
    return screening.report.findings.filter((finding) => finding.criterion === criterion.id);
  const { tier, tierUpTo = tier } = example.given;
  const facts = factsOf(submission, submission.problems);
  const judged = facts.evaluations.map(
    (evaluation): JudgedEvaluation => ({
      ...evaluation,
      unusable: Object.hasOwn(screening.unusable, evaluation.declared.id)
        ? (screening.unusable[evaluation.declared.id] ?? [])
        : [],
    }),
  );
  const compiled = compilePack(pack).criteria.get(criterion.id);
  return compiled === undefined
    ? []
    : [judgeCriterion(compiled, { ...facts, evaluations: judged, tier, tierUpTo, tierBefore: { tier, tierUpTo } })];
}
