import { decide } from './adjudication/decide.ts';
import type { Verdict } from './adjudication/verdict.ts';
import { audiencesOfLogs } from './bundle/audience.ts';
import type { BundleIndex } from './bundle/bundle-index.ts';
import type { KnownSigners } from './bundle/bundle-signature.ts';
import type { ManifestEvaluation } from './bundle/manifest.ts';
import { openBundle } from './bundle/open-bundle.ts';
import { ZipError } from './bundle/zip/zip-error.ts';
import { bundleSource } from './evidence/bundle-source.ts';
import type { Evidence } from './evidence/evidence.ts';
import { ofTask } from './evidence/of-task.ts';
import { readSource } from './evidence/read-source.ts';
import type { Threads } from './evidence/threads.ts';
import type { RandomAccess, Spool } from './io/random-access.ts';
import { agencyEvidence } from './policy/agency-evidence.ts';
import { checkAgency } from './policy/check-agency.ts';
import { type CheckReport, packName } from './policy/check-report.ts';
import { choosePacks } from './policy/choose-packs.ts';
import type { Finding } from './policy/finding.ts';
import { storable } from './policy/need-to-know.ts';
import type { Pack } from './policy/pack.ts';
import { readerProblems } from './policy/reader-problems.ts';
import { screen } from './policy/screen.ts';
import type { ReadEvaluation, Submission } from './policy/submission.ts';

/** None of the standards at hand is one that the bundle can be judged under. */
export class NoPack extends Error {
  override name = 'NoPack';
}

/** The standards at hand; only those that a bundle seeks are loaded. */
export interface Packs {
  /** `id/version`, sorted. */
  names: readonly string[];
  load(name: string): Promise<Pack>;
}

/** What a review comes to under one standard. */
export interface Judged {
  pack: Pack;
  reports: readonly CheckReport[];
  verdict: Verdict;
  findings: Finding[];
}

/**
 * What a review gives: the same bytes for the same bundle and standards, here as in the deployed workflow. Pack, reports, verdict
 * and findings are those of the first standard that the bundle seeks; `verdicts` has all, in the order in which it seeks them.
 */
export interface Review extends Judged {
  index: BundleIndex;
  /** What a reader made of each evaluation, in the order of the manifest. */
  evaluations: readonly ReadEvaluation[];
  verdicts: readonly [Judged, ...Judged[]];
}

/**
 * The whole review of a bundle in this process: open, read each evaluation once; then, under each standard that the manifest
 * seeks, screen, check for each agency, decide. The same core functions in the same order as the workflow, so that a vendor
 * sees beforehand what the review will say.
 * @param packs the standards at hand
 * @throws only errors of the source or the spool, and NoPack
 */
export async function review(
  packs: Packs | readonly Pack[],
  source: RandomAccess,
  io: { spool: Spool; signers?: KnownSigners; threads?: Threads },
): Promise<Review> {
  const { names, load } = 'load' in packs ? packs : packsOf(packs);
  const index = await openBundle(source, io);
  const chosen = choosePacks(index.manifest, names);
  const missing = chosen.names.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new NoPack(`The standard ${missing} is not at hand; there are ${names.join(', ') || 'none'}.`);

  const evaluations: ReadEvaluation[] = [];
  const audienceOf = index.manifest === null ? null : audiencesOfLogs(index.manifest);
  for (const declared of index.manifest?.evaluations ?? []) {
    const evidence = await read(source, index, declared, io);
    evaluations.push({
      declared,
      evidence: evidence === null || audienceOf === null ? null : storable(evidence, audienceOf(declared.path)),
    });
  }
  const unknown = await readerProblems(index.manifest, chosen.names, load);
  const submission: Submission = {
    manifest: index.manifest,
    digest: index.digest,
    problems: [...index.problems, ...chosen.problems, ...unknown],
    signature: index.signature,
    evaluations,
  };
  const judge = async (name: string) => judgeUnder(await load(name), submission);
  const [firstName, ...otherNames] = chosen.names;
  const first = await judge(firstName);
  const verdicts: [Judged, ...Judged[]] = [first];
  for (const name of otherNames) verdicts.push(await judge(name));
  return { index, evaluations, ...first, verdicts };
}

/** What a submission comes to under one standard. */
export function judgeUnder(pack: Pack, submission: Submission): Judged {
  const reports = checkAll(pack, submission);
  return { pack, reports, ...decide(pack, submission, reports, []) };
}

/** Standards that are loaded already. */
function packsOf(packs: readonly Pack[]): Packs {
  const named = new Map<string, Pack>(packs.map((pack) => [packName(pack), pack]));
  return {
    names: [...named.keys()].sort(),
    async load(name) {
      const pack = named.get(name);
      if (pack === undefined) throw new NoPack(`The standard ${name} is not at hand.`);
      return pack;
    },
  };
}

/** The reports of the joint screening and, where the submission is acceptable, of every agency. */
export function checkAll(pack: Pack, submission: Submission): CheckReport[] {
  const screening = screen(pack, submission);
  if (!screening.acceptable) return [screening.report];
  const agencies = pack.agencies.map(({ id }) => id).filter((id) => id !== screening.report.agency);
  return [
    screening.report,
    ...agencies.map((agency) => checkAgency(pack, agencyEvidence(pack, submission, screening, agency))),
  ];
}

/** Null where the bundle has no intact file there; that is a finding, not a failure. */
async function read(
  source: RandomAccess,
  index: BundleIndex,
  { path, task }: ManifestEvaluation,
  io: { spool: Spool; threads?: Threads },
): Promise<Evidence | null> {
  try {
    const log = bundleSource(source, index, path, io);
    return log === null ? null : ofTask(await readSource(log, io), task);
  } catch (error) {
    if (error instanceof ZipError) return null;
    throw error;
  }
}
