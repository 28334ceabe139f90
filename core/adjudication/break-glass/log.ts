import * as z from 'zod';
import { ReviewFinding } from './grant.ts';

/** What the log of a case says of emergency accesses: who it was stands there by the pseudonym of the ledger. */
export const AccessOpened = z.object({
  grant: z.int().positive(),
  who: z.string(),
  reason: z.string(),
  minutes: z.int().positive(),
  until: z.iso.datetime(),
});

/** As whom somebody ends an access. Of which agency a principal is tells under which standard the case is judged: that is not for all who read it. */
export const EndsAs = z.enum(['break_glass', 'principal', 'coordinator']);
export type EndsAs = z.infer<typeof EndsAs>;

export const AccessEnded = z.object({
  grant: z.int().positive(),
  as: EndsAs,
});

export const AccessReviewed = z.object({
  grant: z.int().positive(),
  standard: z.string().describe('id/version; the first under which the agency judges the case'),
  agency: z.string(),
  finding: ReviewFinding,
  comment: z.string(),
});

const GrantEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('emergency_access_opened'), data: AccessOpened }),
  z.object({ type: z.literal('emergency_access_ended'), data: AccessEnded }),
  z.object({ type: z.literal('emergency_access_reviewed'), data: AccessReviewed }),
]);

const ENDED_BY: Readonly<Record<EndsAs, string>> = {
  break_glass: 'somebody who may open one',
  principal: 'a principal of an agency of the case',
  coordinator: 'the coordinator',
};

/** An event of an emergency access in one sentence, without a full stop; null for what is none. */
export function grantEventText(type: string, data: unknown): string | null {
  const event = GrantEvent.safeParse({ type, data }).data;
  if (event === undefined) return null;
  switch (event.type) {
    case 'emergency_access_opened': {
      const { grant, who, minutes, reason, until } = event.data;
      return `emergency access ${grant} opened by ${who} for ${minutes} minutes, until ${until.slice(0, 16)}Z: ${reason}`;
    }
    case 'emergency_access_ended':
      return `emergency access ${event.data.grant} ended before its time by ${ENDED_BY[event.data.as]}`;
    case 'emergency_access_reviewed': {
      const { grant, agency, finding, comment } = event.data;
      return `${agency} reviewed emergency access ${grant}: ${finding.replaceAll('_', ' ')}: ${comment}`;
    }
  }
}
