import { appliesTo, type PolicyStatement, type Request } from './statement.ts';

/** Who asks: a role of the account, by its ARN, or a service of AWS. */
export type Principal =
  | { readonly role: string; readonly policies: readonly PolicyStatement[] }
  | { readonly service: string };

export type Decision = 'allowed' | 'denied by a statement' | 'not allowed';

/** The account itself: in the policy of a resource, its roles as far as their own policies allow. */
export const ACCOUNT = 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root';

/**
 * Decides a request within one account (IAM User Guide, "Policy evaluation logic"; KMS Developer Guide, "Key policies"): a Deny of any policy
 * decides; otherwise an Allow of the role's policies or of the resource's. Of a key, policies of roles count only as far as the policy of the
 * key lets the account decide.
 * @param resourcePolicy null where the resource has none
 */
export function evaluate(
  principal: Principal,
  request: Request,
  resourcePolicy: readonly PolicyStatement[] | null,
): Decision {
  const identity = 'role' in principal ? principal.policies.filter((one) => appliesTo(one, request)) : [];
  const resource = (resourcePolicy ?? []).filter((one) => appliesTo(one, request));
  const names = (statement: PolicyStatement, ...who: string[]) =>
    statement.principals?.some((name) => name === '*' || who.includes(name)) ?? false;
  const own = 'role' in principal ? principal.role : principal.service;
  // A Deny for the account is one for each of its roles; an Allow for it leaves the decision to their policies.
  const denied = [
    ...identity.filter(({ effect }) => effect === 'Deny'),
    ...resource.filter((one) => one.effect === 'Deny' && names(one, own, ...('role' in principal ? [ACCOUNT] : []))),
  ];
  if (denied.length > 0) return 'denied by a statement';
  if (resource.some((one) => one.effect === 'Allow' && names(one, own))) return 'allowed';
  const delegated =
    !request.action.startsWith('kms:') ||
    resource.some((one) => one.effect === 'Allow' && one.principals?.includes(ACCOUNT));
  return delegated && identity.some(({ effect }) => effect === 'Allow') ? 'allowed' : 'not allowed';
}
