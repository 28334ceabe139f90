import * as z from 'zod';
import { ReadingBasis } from '#core/evidence/reading-basis.ts';
import { SampleScores } from '#core/evidence/sample-scores.ts';

/** What is kept of the reading of an evaluation beside its evidence. */
export const Reading = z.object({ basis: ReadingBasis, scores: SampleScores });
export type Reading = z.infer<typeof Reading>;

/** The basis alone: the scores are not looked at. */
export const BasisOfReading = Reading.pick({ basis: true });
export type BasisOfReading = z.infer<typeof BasisOfReading>;
