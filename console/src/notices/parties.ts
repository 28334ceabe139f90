import { agencyParty, COORDINATOR, PANEL, vendorParty } from '#core/notices/party.ts';
import type { Person } from '../session/session.ts';

/** The parties that somebody belongs to, as notices know them. */
export function partiesToTell({ roles }: Person): string[] {
  return [
    ...new Set(
      roles.flatMap((role) => {
        if ('agency' in role) return [agencyParty(role.agency)];
        if ('vendor' in role) return [vendorParty(role.vendor)];
        if (role.role === 'coordinator') return [COORDINATOR];
        return role.role === 'panelist' ? [PANEL] : [];
      }),
    ),
  ];
}
