import * as z from 'zod';
import { Confidentiality } from '../bundle/manifest.ts';
import { Pointer } from '../evidence/evidence.ts';

/** A sample of a log as the log has it: text, never to be read as anything else. */
export const SampleView = z.object({
  id: z.string().nullable().describe('Null where the log does not say it, or not in what is shown'),
  epoch: z.number().nullable(),
  value: z.number().nullable().describe('Score that the review recomputed from, epochs reduced'),
  text: z.string().describe('As it stands in the log, from its beginning'),
  truncated: z.boolean(),
  fault: z.string().nullable().describe('Why it cannot be read'),
  pointer: Pointer,
});
export type SampleView = z.infer<typeof SampleView>;

/**
 * `GET /cases/{caseId}/samples?criterion=&standard=&evaluation=&file=&start=`: the samples behind a finding, in the order of the log.
 * Without an evaluation, of the first that the finding rests on.
 */
export const CaseSamples = z.object({
  bundle: z.int().positive(),
  standard: z.string(),
  criterion: z.string(),
  evaluation: z.string(),
  score: z.string().nullable().describe('Of which the values are; null where the finding rests on no score'),
  file: z.string(),
  files: z.array(z.string()).describe('Of the log, each of which "file" may name'),
  confidentiality: Confidentiality,
  withheld: z.string().nullable().describe('Why nothing is shown'),
  total: z.int().nonnegative().nullable().describe('Null where the log was not read to its end'),
  samples: z.array(SampleView),
  next: z.string().nullable(),
});
export type CaseSamples = z.infer<typeof CaseSamples>;
