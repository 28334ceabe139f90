import * as z from 'zod';
import {
  COMMENT_CHARS,
  type Grant,
  GrantReview,
  isOpen,
  LONGEST_MINUTES,
  ReviewFinding,
  SHORTEST_MINUTES,
} from '../adjudication/break-glass/grant.ts';
import type { EndsAs } from '../adjudication/break-glass/log.ts';
import { isNamed } from './accesses.ts';
import { type Caller, groupOf, idOf, type PersonRole, rolesOfCaller } from './people.ts';

/** Below this a reason says nothing that a review could be held against. */
const REASON_CHARS = 40;

const grant = z.int().positive().describe('Number of the access within the case');

/** `POST /cases/{caseId}/break-glass`: opens an emergency access to the evidence of a case, ends one, or reviews one that is over. */
export const BreakGlassRequest = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('open'),
    reason: z
      .string()
      .trim()
      .min(REASON_CHARS, `A reason of at least ${REASON_CHARS} characters: what happened, and what has to be read.`)
      .max(2_000)
      .describe('Stands in the log of the case, for the vendor and agencies to read'),
    minutes: z.int().min(SHORTEST_MINUTES).max(LONGEST_MINUTES).describe('It ends by itself'),
  }),
  z.strictObject({ do: z.literal('end'), grant }),
  z.strictObject({
    do: z.literal('review'),
    grant,
    agency: z.string().optional().describe('For which agency; left out: the only one of the caller that owes it'),
    finding: ReviewFinding,
    comment: z.string().trim().min(1).max(COMMENT_CHARS).describe('Stands in the log of the case, for all to read'),
  }),
]);
export type BreakGlassRequest = z.infer<typeof BreakGlassRequest>;

/** An emergency access as those see it who see the case. */
export const GrantView = z.object({
  n: z.int().positive(),
  who: z.string().describe('The pseudonym of the ledger of accesses'),
  name: z
    .string()
    .nullable()
    .describe('Who the person is: for auditors who are not of the vendor, and for the person; otherwise null'),
  reason: z.string(),
  openedAt: z.iso.datetime(),
  until: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable().describe('When it was ended before its time'),
  open: z.boolean(),
  mayEnd: z.boolean().describe('Whether the caller may end it now'),
  owed: z.array(z.string()).describe('Agencies, of those that the caller sees, that are still to review it'),
  yours: z.array(z.string()).describe('Those of them for which the caller can, now'),
  reviews: z.array(GrantReview.omit({ by: true })),
});
export type GrantView = z.infer<typeof GrantView>;

export const BreakGlassAnswer = z.object({ access: GrantView, lastSeq: z.int().nonnegative() });
export type BreakGlassAnswer = z.infer<typeof BreakGlassAnswer>;

/** Roles that may be held beside the one of emergencies: whoever has a part in cases gets none by it. */
const BESIDE: ReadonlySet<PersonRole['role']> = new Set(['break_glass', 'auditor']);

/** Why somebody may open no emergency access; null where they may. */
export function breakGlassRefusal(caller: Caller): string | null {
  const roles = rolesOfCaller(caller);
  if (caller.kind !== 'person' || !roles.some(({ role }) => role === 'break_glass'))
    return 'An emergency access is opened by people of the group "break-glass".';
  const others = roles.filter(({ role }) => !BESIDE.has(role)).map(groupOf);
  if (others.length === 0) return null;
  return `Whoever opens an emergency access has no part in cases; you are ${others.join(', ')} as well.`;
}

export const mayBreakGlass = (caller: Caller): boolean => breakGlassRefusal(caller) === null;

/**
 * As whom a caller may end an emergency access: anybody of those who open them, a principal of an agency of the case, or the
 * coordinator; null for others.
 * @param agencies those that judge the case
 */
export function endsAs(caller: Caller, agencies: readonly string[]): EndsAs | null {
  if (mayBreakGlass(caller)) return 'break_glass';
  const roles = rolesOfCaller(caller);
  if (roles.some((one) => one.role === 'principal' && agencies.includes(one.agency))) return 'principal';
  return roles.some(({ role }) => role === 'coordinator') ? 'coordinator' : null;
}

/** The agencies for which a caller can review an emergency access: those of which they are, and that have not done so. Nobody reviews their own. */
export function reviewsFor(caller: Caller, { owed, person }: Pick<Grant, 'owed' | 'person'>): string[] {
  if (idOf(caller) === person) return [];
  const own = new Set(rolesOfCaller(caller).flatMap((role) => ('agency' in role ? [role.agency] : [])));
  return owed.filter((agency) => own.has(agency));
}

/**
 * An emergency access as a caller who sees the case sees it.
 * @param of whose case it is, and the agencies that judge it under the standards that the caller sees
 * @param at ISO 8601
 */
export function grantView(
  grant: Grant,
  caller: Caller,
  { vendor, agencies }: { readonly vendor: string; readonly agencies: readonly string[] },
  at: string,
): GrantView {
  const { n, who, reason, openedAt, until, ended, owed } = grant;
  const named = idOf(caller) === grant.person || isNamed(caller, vendor, []);
  const open = isOpen(grant, at);
  return {
    ...{ n, who, reason, openedAt, until, open },
    owed: owed.filter((agency) => agencies.includes(agency)),
    name: named ? grant.person : null,
    endedAt: ended?.at ?? null,
    mayEnd: open && endsAs(caller, agencies) !== null,
    yours: open ? [] : reviewsFor(caller, grant),
    reviews: grant.reviews.filter(({ agency }) => agencies.includes(agency)).map(({ by: _, ...review }) => review),
  };
}
