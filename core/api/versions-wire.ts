import * as z from 'zod';
import { RunComparison } from '../policy/compare-runs.ts';

/** `GET /cases/{caseId}/differences?standard=&from=&to=` answers `VersionDifferences` (`core/adjudication/differences`). */
export { VersionDifferences } from '../adjudication/differences/differences.ts';

/** A run of the bundle under review beside another: of a reference model, or the same in the version before. */
export const ComparedRun = z.object({
  evaluation: z.string(),
  against: z.enum(['reference', 'previous_version']),
  with: z.string().describe('Id of the other run'),
  model: z.string().describe('Of the other run, as its log names it'),
  bundle: z.int().positive().describe('Version of the bundle that the other run is in'),
  ...RunComparison.shape,
});
export type ComparedRun = z.infer<typeof ComparedRun>;

/** `GET /cases/{caseId}/comparison?standard=&evaluation=`. */
export const CaseComparison = z.object({
  bundle: z.int().positive(),
  comparisons: z.array(ComparedRun),
  humanBaselines: z
    .array(z.object({ evaluation: z.string(), value: z.number() }))
    .describe('What people reach on the task of a run, as the manifest declares it'),
  tasks: z
    .array(z.object({ evaluation: z.string(), names: z.array(z.string()) }))
    .default([])
    .describe('What the manifest and the log call the benchmark of a run, in the standard form of names'),
});
export type CaseComparison = z.infer<typeof CaseComparison>;
