import { agencyParty, COORDINATOR, PANEL, type Party, vendorParty } from '#core/notices/party.ts';
import { ApiFault } from './api-fault.ts';

/** Who calls, as far as notices have to know: a vendor's program, or somebody with roles. */
export type NoticeCaller =
  | { readonly kind: 'client'; readonly vendor: string }
  | { readonly kind: 'person'; readonly roles: readonly Role[] };

interface Role {
  readonly role: string;
  readonly vendor?: string;
  readonly agency?: string;
}

/**
 * The party whose notices a caller sees and sets: the one named, where the caller belongs to it; otherwise the only one of theirs.
 * @throws ApiFault 403 for a caller of no party or of another one; 400 where it has to be named
 */
export function partyFor(caller: NoticeCaller, named?: string): Party {
  const own =
    caller.kind === 'client' ? [vendorParty(caller.vendor)] : [...new Set(caller.roles.flatMap(partiesOfRole))];
  const [first, ...others] = own;
  if (first === undefined)
    throw new ApiFault(
      403,
      'no-party',
      'Notices are for vendors, agencies, the coordinator and the panel; you act for none.',
    );
  if (named !== undefined) {
    const found = own.find((party) => party === named);
    if (found !== undefined) return found;
    throw new ApiFault(403, 'party-not-yours', `You do not act for "${named}"; you act for ${own.join(', ')}.`);
  }
  if (others.length > 0)
    throw new ApiFault(400, 'party-missing', `You act for several; say for which: ?party=${own.join(' or ?party=')}.`);
  return first;
}

function partiesOfRole({ role, vendor, agency }: Role): Party[] {
  if (vendor !== undefined) return [vendorParty(vendor)];
  if (agency !== undefined) return [agencyParty(agency)];
  if (role === 'coordinator') return [COORDINATOR];
  return role === 'panelist' ? [PANEL] : [];
}
