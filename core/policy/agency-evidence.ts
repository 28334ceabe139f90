import * as z from 'zod';
import { PackRef } from './check-report.ts';
import type { FigureGroup } from './criterion.ts';
import { Facts, type JudgedEvaluation } from './facts.ts';
import { belongs } from './figures.ts';
import { type Pack, packRef } from './pack.ts';
import { factsOf, type Screening } from './screen.ts';
import type { Submission } from './submission.ts';
import { submissionProblems } from './submission-problems.ts';
import { isAmong, taskNames } from './task-name.ts';
import { ManifestPart } from './view/manifest-view.ts';

/** What one agency needs to know of a submission, and nothing else. Plain JSON. */
export const AgencyEvidence = z.object({ agency: z.string(), pack: PackRef, ...Facts.shape });
export type AgencyEvidence = z.infer<typeof AgencyEvidence>;

/** An agency that the standard does not know. */
export class UnknownAgency extends Error {
  override name = 'UnknownAgency';
}

/**
 * The part of a submission that an agency's criteria read: the evaluations they name, the parts of the manifest they name,
 * and the tier; not what other agencies read. Of a log that it may not read it gets the figures.
 * @throws UnknownAgency
 */
export function agencyEvidence(
  pack: Pack,
  submission: Submission,
  { tier, tierUpTo, tierBefore, unusable }: Screening,
  agency: string,
): AgencyEvidence {
  if (!pack.agencies.some(({ id }) => id === agency))
    throw new UnknownAgency(
      `The pack has no agency "${agency}"; it has ${pack.agencies.map(({ id }) => id).join(', ')}.`,
    );
  const criteria = pack.criteria.filter((criterion) => criterion.agency === agency);
  const parts = new Set(criteria.flatMap(({ reads }) => reads.manifest));
  if (criteria.some(({ reads }) => reads.sectors)) parts.add('sectorExclusions');
  const facts = factsOf(submission, [...submission.problems, ...submissionProblems(submission, undefined)], agency);
  const reads = (evaluation: JudgedEvaluation) =>
    criteria.some(
      ({ reads: { sectors, figures, comparisons } }) =>
        (sectors && evaluation.declared.sectors.length > 0) ||
        figures.some((group) => belongs(evaluation, group) || isReferenceFor(evaluation, group)) ||
        (comparisons !== undefined && ofTasks(evaluation, comparisons.tasks, ['capability', 'comparison'])),
    );
  const ids = new Set(criteria.filter(({ reads: { problems } }) => problems).map(({ id }) => id));
  return {
    agency,
    pack: packRef(pack),
    manifest: Object.fromEntries(
      ManifestPart.options.flatMap((part) => (parts.has(part) ? [[part, facts.manifest[part]] as const] : [])),
    ),
    evaluations: facts.evaluations.filter(reads).map((evaluation) => ({
      ...evaluation,
      unusable: Object.hasOwn(unusable, evaluation.declared.id) ? (unusable[evaluation.declared.id] ?? []) : [],
    })),
    problems: facts.problems.filter(({ criterion }) => ids.has(criterion)),
    tier,
    tierUpTo,
    tierBefore,
  };
}

/** A comparison run that a figure of the group may be held against. */
const isReferenceFor = (evaluation: JudgedEvaluation, { against, tasks }: FigureGroup) =>
  against === 'reference' && ofTasks(evaluation, tasks, ['comparison']);

const ofTasks = (evaluation: JudgedEvaluation, tasks: readonly string[], configurations: readonly string[]) =>
  configurations.includes(evaluation.declared.configuration) &&
  taskNames(evaluation).some((name) => isAmong(name, tasks));
