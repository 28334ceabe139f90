import * as z from 'zod';
import type { Action } from '../adjudication/case/command.ts';
import { Actor } from '../adjudication/case/parts.ts';
import { PERMISSIONS } from '../adjudication/case/permissions.ts';

const agency = z.string().regex(/^[a-z][a-z0-9-]*$/);
const vendor = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

/** What somebody is to the review. The last three read; they have no part in a case. */
export const PersonRole = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('reviewer'), agency }),
  z.strictObject({ role: z.literal('principal'), agency }),
  z.strictObject({ role: z.literal('coordinator') }),
  z.strictObject({ role: z.literal('panelist') }),
  z.strictObject({ role: z.literal('company'), organisation: vendor.optional() }),
  z.strictObject({ role: z.literal('vendor'), vendor }),
  z.strictObject({ role: z.literal('auditor') }),
  z.strictObject({ role: z.literal('break_glass') }),
  z.strictObject({ role: z.literal('standards_editor') }),
]);
export type PersonRole = z.infer<typeof PersonRole>;

/** Who calls the API: a vendor's program, or somebody who has signed in. */
export type Caller =
  | { readonly kind: 'client'; readonly vendor: string; readonly clientId: string }
  | { readonly kind: 'person'; readonly id: string; readonly name: string; readonly roles: readonly PersonRole[] };

/** Why a caller may not act as asked. */
export interface Refusal {
  readonly refused: string;
}

/** The role that a group of the user pool stands for; null for a group that gives none. */
function roleOf(group: string): PersonRole | null {
  const [, agencyId, office] = /^agency\.([^.]+)\.([^.]+)$/.exec(group) ?? [];
  const [, vendorId] = /^vendor\.(.+)$/.exec(group) ?? [];
  if (agencyId !== undefined) return PersonRole.safeParse({ role: office, agency: agencyId }).data ?? null;
  const [, companyId] = /^company\.(.+)$/.exec(group) ?? [];
  if (companyId !== undefined) return PersonRole.safeParse({ role: 'company', organisation: companyId }).data ?? null;
  if (vendorId !== undefined) return PersonRole.safeParse({ role: 'vendor', vendor: vendorId }).data ?? null;
  const role = PersonRole.safeParse({ role: group.replaceAll('-', '_') }).data;
  return role !== undefined && groupOf(role) === group ? role : null;
}

/** The group of the user pool that gives a role; also the name by which somebody says in which role they act. */
export function groupOf(role: PersonRole): string {
  if ('agency' in role) return `agency.${role.agency}.${role.role}`;
  if (role.role === 'company' && role.organisation !== undefined) return `company.${role.organisation}`;
  return 'vendor' in role ? `vendor.${role.vendor}` : role.role.replaceAll('_', '-');
}

/** The roles that groups of the user pool give: each once, sorted by the name of its group. A group that is none of ours gives none. */
export function rolesOf(groups: readonly string[]): PersonRole[] {
  return [...new Set(groups)].sort().flatMap((group) => roleOf(group) ?? []);
}

/** By what the log of a case knows a caller. */
export const idOf = (caller: Caller): string => (caller.kind === 'person' ? caller.id : caller.clientId);

/** The roles of a caller; a vendor's program has that of its vendor. */
export function rolesOfCaller(caller: Caller): readonly PersonRole[] {
  return caller.kind === 'person' ? caller.roles : [{ role: 'vendor', vendor: caller.vendor }];
}

/**
 * As whom a caller carries out an action on a case. A caller acts in one role: the one named, by its group (`agency.nsa.reviewer`),
 * otherwise the only one of theirs that may do this.
 * @param as the role that the caller names
 */
export function actorFor(caller: Caller, action: Action['type'], as?: string): Actor | Refusal {
  const { roles: allowed } = PERMISSIONS[action];
  const held = rolesOfCaller(caller);
  const mayAct = ({ role }: PersonRole) => allowed.some((name) => name === role);
  if (as !== undefined) {
    const named = held.find((role) => groupOf(role) === as);
    if (named === undefined) return { refused: `You do not have the role "${as}"; ${youAre(held)}.` };
    return mayAct(named)
      ? actorIn(caller, named)
      : { refused: `"${action}" is for ${allowed.join(', ')}; not for ${as}.` };
  }
  const [role, ...others] = held.filter(mayAct);
  if (role === undefined) return { refused: `"${action}" is for ${allowed.join(', ')}; ${youAre(held)}.` };
  if (others.length === 0) return actorIn(caller, role);
  return { refused: `You may do "${action}" as ${list([role, ...others], ' or ')}: name the role in which you act.` };
}

function actorIn(caller: Caller, role: PersonRole): Actor {
  const { role: name, ...of } = role;
  return Actor.parse({ id: idOf(caller), role: name, ...('organisation' in of ? {} : of) });
}

const list = (roles: readonly PersonRole[], between: string) => roles.map(groupOf).join(between);
const youAre = (roles: readonly PersonRole[]) =>
  roles.length === 0 ? 'you have no role' : `you are ${list(roles, ', ')}`;
