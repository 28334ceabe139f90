import * as z from 'zod';
import { VerdictOutcome } from '../adjudication/verdict.ts';
import { CaseEventType } from '../attestation/event-chain.ts';
import { CaseId } from './wire.ts';

/** What Countersign puts on the event bus (source `countersign`): ids, names of stages and dates, never content. */

export const EVENT_SOURCE = 'countersign';

/** Detail of `Case Event`: something happened to a case. Delivered at least once; `caseId` and `seq` name it, and give the order. */
export const CaseEventDetail = z.object({
  schemaVersion: z.literal('1'),
  caseId: CaseId,
  vendor: z.string(),
  standard: z.string().nullable().describe('id/version; null for what is of no one standard'),
  seq: z.int().nonnegative().describe('Place in the log of the case, from 0, without gaps'),
  type: CaseEventType,
  at: z.iso.datetime(),
  stage: z.string().nullable().describe('Where the case stood under the standard when the event was passed on'),
  outcome: VerdictOutcome.optional().describe('Of `decided` alone'),
  standards: z
    .array(z.string())
    .optional()
    .describe('id/version; of emergency accesses alone: those of the case, whose agencies are told'),
});
export type CaseEventDetail = z.infer<typeof CaseEventDetail>;

/** Detail of `Case Reminder`: a due date of a case comes near. */
export const CaseReminderDetail = z.object({
  schemaVersion: z.literal('1'),
  caseId: CaseId,
  vendor: z.string(),
  standard: z.string().describe('id/version'),
  what: z.string().describe('What is owed, such as `determination` or `answer`'),
  who: z.string().describe('Who owes it: a vendor, an agency, `coordinator` or `panel`'),
  due: z.iso.date(),
  on: z.iso.date().describe('The day of the reminder'),
});
export type CaseReminderDetail = z.infer<typeof CaseReminderDetail>;

/** Detail of `Verdict Decided`: the checks of a bundle are done, and there are verdicts. */
export const VerdictDecidedDetail = z.looseObject({ caseId: CaseId });

/** Every kind of event, by its detail type. */
export const EVENT_DETAILS = {
  'Case Event': CaseEventDetail,
  'Case Reminder': CaseReminderDetail,
} as const;
export type DetailType = keyof typeof EVENT_DETAILS;
