import * as z from 'zod';
import { BY_POOL } from '#core/api/second-factor.ts';

/** By which claim a provider says that it asked for a second factor, and with which of its values. */
export const SecondFactorRule = z.object({ claim: z.string(), values: z.array(z.string()).min(1) });
export type SecondFactorRule = z.infer<typeof SecondFactorRule>;

/** Attribute of the user pool with what {@link stampOf} says; `infra/constructs/federation.ts` maps {@link MAPPED} to it. */
const STAMP = 'custom:second_factor';
/** Name under which it is among the attributes of a provider. */
export const MAPPED = 'countersign_second_factor';

const Signed = z.record(z.string(), z.unknown());
type Signed = z.infer<typeof Signed>;

/**
 * When a provider asked for a second factor, in seconds since 1970; `none` where its answer does not say so. Cognito keeps an attribute that a
 * provider no longer sends, so that every sign-in has to say one or the other.
 * @param said what the provider has signed: claims of its ID token, or attributes of its assertion
 */
export function stampOf(said: Signed, rule: SecondFactorRule | undefined, now: number): string {
  const proven = rule !== undefined && valuesOf(said[rule.claim]).some((value) => rule.values.includes(value));
  return proven ? String(Math.floor(now / 1000)) : 'none';
}

/** The values of a claim: a list, or as Cognito writes one, `[a, b]`. */
function valuesOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.flatMap((one) => (typeof one === 'string' ? [one] : []));
  if (typeof claim !== 'string') return [];
  const list = /^\[(.*)\]$/s.exec(claim)?.[1];
  if (list === undefined) return [claim];
  return list.split(',').map((one) => one.trim().replace(/^"(.*)"$/, '$1'));
}

/** What a token says of the second factor of somebody with these attributes; null where nothing proves one. */
export function claimOf(attributes: Readonly<Record<string, string>>): string | null {
  const { 'cognito:user_status': status, identities, [STAMP]: stamp } = attributes;
  const federated = status !== 'CONFIRMED' || (identities !== undefined && identities !== '[]');
  if (!federated) return BY_POOL;
  return stamp !== undefined && /^\d+$/.test(stamp) ? stamp : null;
}
