import * as z from 'zod';

/**
 * Who is told: a vendor (`vendor:acme`), or one of those who decide (`agency:nsa`, and as agencies of their own `agency:coordinator`
 * and `agency:panel`). Settings and sent notices are kept under this name.
 */
export const Party = z
  .string()
  .regex(/^(vendor:[a-z0-9][a-z0-9._-]{0,63}|agency:[a-z][a-z0-9-]*)$/, 'Expected vendor:<id> or agency:<id>.');
export type Party = z.infer<typeof Party>;

export const COORDINATOR: Party = 'agency:coordinator';
export const PANEL: Party = 'agency:panel';

export const vendorParty = (vendor: string): Party => `vendor:${vendor}`;
export const agencyParty = (agency: string): Party => `agency:${agency}`;

/**
 * The party that owes something: `who` is the vendor's id, an agency, `coordinator`, `panel`, or a name with its kind before it
 * (`vendor:acme`, `panel:pat`). What nobody of these verifies is the coordinator's.
 */
export function partyOf(who: string, vendor: string): Party {
  if (who === vendor || who === vendorParty(vendor)) return vendorParty(vendor);
  if (who === 'panel' || who.startsWith('panel:')) return PANEL;
  const agency = Party.safeParse(agencyParty(who));
  return agency.success ? agency.data : COORDINATOR;
}
