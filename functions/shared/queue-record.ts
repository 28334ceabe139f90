import * as z from 'zod';

/** A message of a queue, as an event source mapping hands it over. */
export const QueueRecord = z.object({
  messageId: z.string().min(1),
  receiptHandle: z.string().min(1),
  body: z.string(),
  attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int().positive() }),
});
export type QueueRecord = z.infer<typeof QueueRecord>;

/** What a function is invoked with that is fed from a queue. */
export const QueueBatch = z.object({ Records: z.array(QueueRecord).min(1) });
