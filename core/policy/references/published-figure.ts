import * as z from 'zod';

/** A figure that somebody published for a model on a benchmark: what a figure of a bundle is seen beside. It decides nothing, and nobody here recomputed it. */
export const PublishedFigure = z.strictObject({
  benchmark: z.string().min(1),
  tasks: z
    .array(z.string().min(1))
    .min(1)
    .describe('What logs call it, in the standard form of names; "agentdojo*" is every name that begins so'),
  criteria: z
    .array(z.strictObject({ pack: z.string().regex(/^[a-z0-9-]+\/\d{4}\.\d+$/), criterion: z.string().min(1) }))
    .min(1)
    .describe('Whose figures it may stand beside: those that measure the same'),
  model: z.string().min(1).nullable().describe('As the source names it; null where it gives no name, or only a range'),
  which: z
    .string()
    .min(1)
    .optional()
    .describe('What the figure is among those of the source, such as "highest reported"'),
  value: z.number(),
  unit: z.enum(['fraction', 'percent']).describe('0 to 1, or 0 to 100'),
  n: z.int().positive().optional().describe('Samples, where the source says how many'),
  interval: z
    .strictObject({ low: z.number(), high: z.number(), level: z.number().gt(0).lt(1) })
    .optional()
    .describe('Where the source gives one; in the unit of the value'),
  setting: z.string().min(1).optional().describe('How it was measured, where that is not as the criterion measures'),
  source: z.strictObject({ text: z.string().min(1).describe('Who published it'), url: z.url({ protocol: /^https$/ }) }),
  accessed: z.iso.date().describe('When the source was read'),
});
export type PublishedFigure = z.infer<typeof PublishedFigure>;

/** Published figures as data: `policy/references/<version>.yaml`. */
export const PublishedFigures = z.strictObject({
  id: z.string().regex(/^references\/\d{4}\.\d+$/, 'Expected a name with a version, like references/2026.1.'),
  figures: z.array(PublishedFigure),
});
export type PublishedFigures = z.infer<typeof PublishedFigures>;
