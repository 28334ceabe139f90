import { COORDINATOR, panelParty, vendorParty } from '#core/adjudication/procedure/duty.ts';
import { type Caller, type PersonRole, rolesOfCaller } from '#core/api/people.ts';

/** The parties of which a caller is: what one of them owes, the caller can see to. */
export function partiesOf(caller: Caller): string[] {
  return [...new Set(rolesOfCaller(caller).flatMap((role) => partyOf(caller, role)))];
}

function partyOf(caller: Caller, role: PersonRole): string[] {
  if ('agency' in role) return [role.agency];
  if ('vendor' in role) return [vendorParty(role.vendor)];
  if (role.role === 'coordinator') return [COORDINATOR];
  return role.role === 'panelist' && caller.kind === 'person' ? [panelParty(caller.id)] : [];
}
