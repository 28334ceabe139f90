import * as z from 'zod';
import { type Conversation, NOTHING, textOf } from './conversation.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Statistics of one instance in HELM. */
export const HelmInstance = z.looseObject({
  instance_id: z.string(),
  stats: z.array(
    z.looseObject({ name: z.looseObject({ name: z.string() }), mean: z.number().optional().catch(undefined) }),
  ),
});

export const conversationOfHelm = ({ stats }: z.infer<typeof HelmInstance>): Conversation => ({
  ...NOTHING,
  scores: stats.flatMap(({ name, mean }) =>
    mean === undefined ? [] : [{ name: name.name, value: textOf(mean), answer: null, explanation: null }],
  ),
});

/** A row of a table, or an object of single values. */
export const Row = z.record(z.string(), z.union([scalar, z.array(scalar)]));

export const conversationOfRow = (row: z.infer<typeof Row>): Conversation => ({
  ...NOTHING,
  facts: Object.entries(row).map(([name, value]) => [name, textOf(value)] as const),
});
