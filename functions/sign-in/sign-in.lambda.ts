import * as z from 'zod';
import { SECOND_FACTOR_CLAIM } from '#core/api/second-factor.ts';
import { Environment, environment } from '../shared/environment.ts';
import { claimOf, MAPPED, SecondFactorRule, stampOf } from './second-factor-of.ts';

const env = environment(Environment.pick({ SECOND_FACTORS: true }));
const rules = z.record(z.string(), SecondFactorRule).parse(JSON.parse(env.SECOND_FACTORS));

/** Attributes as Cognito hands them over: an object, or one as JSON. */
const Attributes = z
  .union([z.record(z.string(), z.unknown()), z.string().transform((text) => JSON.parse(text))])
  .pipe(z.record(z.string(), z.unknown()))
  .optional()
  .transform((given) => given ?? {});

const Federated = z.looseObject({
  triggerSource: z.literal('InboundFederation_ExternalProvider'),
  request: z.object({
    providerName: z.string(),
    attributes: z.object({ idToken: Attributes, userInfo: Attributes, samlResponse: Attributes }),
  }),
});
const Issued = z.looseObject({
  triggerSource: z.string().startsWith('TokenGeneration_'),
  request: z.object({ userAttributes: z.record(z.string(), z.string()) }),
});
const Trigger = z.union([Federated, Issued]);

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * Has every access token of a person tell whether there was a second factor. It is called where a provider has signed somebody in (inbound
 * federation), and before a token is made (pre token generation, version 2).
 * @throws {z.ZodError} for any other event: nobody is signed in by it then
 */
export async function handler(event: unknown): Promise<object> {
  const trigger = Trigger.parse(event);
  if ('attributes' in trigger.request) {
    const { providerName, attributes } = trigger.request;
    const { idToken, userInfo, samlResponse } = attributes;
    // What the user info endpoint says is not signed, and proves nothing.
    const stamp = stampOf({ ...samlResponse, ...idToken }, rules[providerName], Date.now());
    const kept = Object.entries({ ...userInfo, ...samlResponse, ...idToken }).map(([name, value]) => [
      name,
      text(value),
    ]);
    return { ...trigger, response: { userAttributesToMap: { ...Object.fromEntries(kept), [MAPPED]: stamp } } };
  }
  const claim = claimOf(trigger.request.userAttributes);
  const accessTokenGeneration =
    claim === null
      ? { claimsToSuppress: [SECOND_FACTOR_CLAIM] }
      : { claimsToAddOrOverride: { [SECOND_FACTOR_CLAIM]: claim } };
  return { ...trigger, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } };
}
