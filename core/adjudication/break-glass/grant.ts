import * as z from 'zod';

/** The longest emergency access, in minutes; what is stored counts for no more. */
export const LONGEST_MINUTES = 240;
/** The shortest one: below it nothing can be read. */
export const SHORTEST_MINUTES = 5;

/** The longest comment of a review, in UTF-16 code units. */
export const COMMENT_CHARS = 1_000;
/** What a review comes to in the item of its case, at most: three bytes of UTF-8 for each unit of its comment, and the rest. */
const REVIEW_BYTES = 3 * COMMENT_CHARS + 300;
/** What accesses may come to in the item of a case: DynamoDB takes 400 KB for all of it, and refuses every later write of more. */
const ROOM_BYTES = 250_000;

export const ReviewFinding = z.enum(['justified', 'not_justified']);
export type ReviewFinding = z.infer<typeof ReviewFinding>;

/** What an agency of the case says of an emergency access once it is over. */
export const GrantReview = z.object({
  agency: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  finding: ReviewFinding,
  comment: z.string(),
});

/** An emergency access to the evidence of a case: one person, one reason, one stretch of time. */
export const Grant = z.object({
  n: z.int().positive().describe('Number within the case'),
  person: z.string(),
  who: z.string().describe('The pseudonym of the person in the ledger of accesses of the case'),
  reason: z.string(),
  openedAt: z.iso.datetime(),
  until: z.iso.datetime(),
  ended: z
    .object({ at: z.iso.datetime(), by: z.string() })
    .nullable()
    .describe('By whom it was ended before its time; null where nobody did'),
  owed: z.array(z.string()).describe('Agencies that have not reviewed it yet'),
  reviews: z.array(GrantReview),
});
export type Grant = z.infer<typeof Grant>;

/** Whether the item of a case has room for accesses, with every review of them that is still owed. */
export function haveRoom(grants: readonly Grant[]): boolean {
  const reviews = grants.reduce((sum, { owed }) => sum + owed.length, 0);
  return new TextEncoder().encode(JSON.stringify(grants)).length + reviews * REVIEW_BYTES <= ROOM_BYTES;
}

/** When an access is over, ms since 1970: at its end, where somebody ended it, and after the longest time in any case. */
export function endOf({ openedAt, until, ended }: Pick<Grant, 'openedAt' | 'until' | 'ended'>): number {
  const longest = Date.parse(openedAt) + LONGEST_MINUTES * 60_000;
  return Math.min(longest, Date.parse(until), ended === null ? Number.POSITIVE_INFINITY : Date.parse(ended.at));
}

/** Whether an access is open at an instant (ISO 8601). */
export const isOpen = (grant: Grant, at: string): boolean => isOpenWithin(grant, at, at);

/** The access of a person that is open at an instant; null where none is. */
export const openGrant = (grants: readonly Grant[], person: string, at: string): Grant | null =>
  openGrantWithin(grants, person, at, at);

/** The last access of a person that was open at some time of a stretch, both ends included; null where none was. */
export function openGrantWithin(grants: readonly Grant[], person: string, from: string, to: string): Grant | null {
  return grants.findLast((grant) => grant.person === person && isOpenWithin(grant, from, to)) ?? null;
}

function isOpenWithin(grant: Grant, from: string, to: string): boolean {
  return Date.parse(grant.openedAt) <= Date.parse(to) && Date.parse(from) < endOf(grant);
}
