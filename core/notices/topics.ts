import * as z from 'zod';

/** What a notice is about; each channel takes some of these or all. */
export const Topic = z
  .enum(['action', 'decision', 'progress', 'due_date'])
  .describe(
    'action: something is to be done; decision: how a case ends or begins anew; progress: a step on the way; due_date: a reminder',
  );
export type Topic = z.infer<typeof Topic>;
