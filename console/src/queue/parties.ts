import { COORDINATOR, panelParty, vendorParty } from '#core/adjudication/procedure/duty.ts';
import type { Person } from '../session/session.ts';

/** The queues of somebody, by party, as the API names them. */
export function partiesOf({ name, roles }: Person): string[] {
  return [
    ...new Set(
      roles.flatMap((role) => {
        if ('agency' in role) return [role.agency];
        if ('vendor' in role) return [vendorParty(role.vendor)];
        if (role.role === 'coordinator') return [COORDINATOR];
        return role.role === 'panelist' ? [panelParty(name)] : [];
      }),
    ),
  ];
}
