import type { LambdaEvent } from 'hono/aws-lambda';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import { hasToDoWithCases, mayCall, needsProof, type Scope } from '#core/api/authorisation.ts';
import { type Caller, groupOf, rolesOf, rolesOfCaller } from '#core/api/people.ts';
import { proofRefusal, SECOND_FACTOR_CLAIM } from '#core/api/second-factor.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import { ApiFault } from './api-fault.ts';

/** What a route knows of its caller. */
export interface CallerEnv {
  Bindings: { event: LambdaEvent };
  Variables: { caller: Caller };
}

/** What a route of vendors knows: also the vendor for which the caller acts. */
export interface VendorEnv extends CallerEnv {
  Variables: CallerEnv['Variables'] & { vendor: string };
}

/** A list among the claims reaches a function of an HTTP API as text, `[a b]`; anything else is no list. */
const ListClaim = z
  .string()
  .default('[]')
  .transform((text) => /^\[(.*)\]$/s.exec(text)?.[1]?.split(' ') ?? [])
  .transform((items) => items.filter((item) => item !== ''));

/** The claims that the gateway's JWT authorizer has verified: a person's token has a `username`, a program's has none. */
const Claims = z.object({
  client_id: z.string(),
  scope: z.string().default(''),
  username: z.string().min(1).optional(),
  'cognito:groups': ListClaim,
  auth_time: z.string().regex(/^\d+$/).transform(Number).optional().catch(undefined),
  [SECOND_FACTOR_CLAIM]: z.string().optional().catch(undefined),
});
type Claims = z.infer<typeof Claims>;
const Authorized = z.object({
  requestContext: z.object({ authorizer: z.object({ jwt: z.object({ claims: Claims }) }) }),
});

type Clients = Pick<CaseTable, 'vendorOf'>;

/**
 * Lets a request through whose token has the scope, and that comes from a client which is registered for a vendor or from somebody who
 * has a role. The gateway verifies the token first; a request that comes without claims is refused all the same.
 */
export function callerWith(scope: Scope, clients: Clients) {
  return createMiddleware<CallerEnv>(async (c, next) => {
    const claims = claimsOf(c.env?.event, scope);
    const caller = await callerOf(claims, clients);
    admit(caller, claims, `${c.req.method} ${c.req.routePath}`);
    c.set('caller', caller);
    await next();
  });
}

/** As {@link callerWith}, for those who act for a vendor. Somebody of several vendors names one: `?as=vendor.<id>`. */
export function vendorWith(scope: Scope, clients: Clients) {
  return createMiddleware<VendorEnv>(async (c, next) => {
    const claims = claimsOf(c.env?.event, scope);
    const caller = await callerOf(claims, clients);
    c.set('caller', caller);
    c.set('vendor', vendorOf(caller, c.req.query('as')));
    admit(caller, claims, `${c.req.method} ${c.req.routePath}`);
    await next();
  });
}

/** Holds a caller, and the sign-in of a person, against what the table says of a route. @throws ApiFault */
function admit(caller: Caller, claims: Claims, route: string): void {
  requireRole(caller, route);
  requireProof(claims, route);
}

/** @throws ApiFault 404 where every case is unknown to the caller, otherwise 403 */
function requireRole(caller: Caller, route: string): void {
  if (mayCall(caller, route)) return;
  if (route.includes(' /cases/') && !hasToDoWithCases(caller))
    throw new ApiFault(404, 'case-unknown', 'There is no such case for you.');
  throw new ApiFault(
    403,
    'role-refused',
    `This is not for ${rolesOfCaller(caller).map(groupOf).join(', ')}; docs/authorisation.md says for whom it is.`,
  );
}

/** A program has a secret, and no second factor. @throws ApiFault 403 where a sign-in shows none, or was too long ago */
function requireProof(claims: Claims, route: string): void {
  if (claims.username === undefined || !needsProof(route)) return;
  const { auth_time: authTime, [SECOND_FACTOR_CLAIM]: secondFactor } = claims;
  const refusal = proofRefusal({ secondFactor, authTime }, Date.now() / 1000);
  if (refusal !== null) throw new ApiFault(403, refusal.code, refusal.message);
}

/** @throws ApiFault 401 without claims, 403 without the scope */
function claimsOf(event: LambdaEvent | undefined, scope: Scope): Claims {
  const authorized = Authorized.safeParse(event);
  if (!authorized.success)
    throw new ApiFault(401, 'not-signed-in', 'The request carries no verified token. Sign in again.');
  const claims = authorized.data.requestContext.authorizer.jwt.claims;
  if (!claims.scope.split(' ').includes(scope))
    throw new ApiFault(
      403,
      'scope-missing',
      `The token does not have the scope "${scope}". Ask for it when you sign in.`,
    );
  return claims;
}

/** @throws ApiFault 403 without the registration or a role */
async function callerOf(claims: Claims, clients: Clients): Promise<Caller> {
  return claims.username === undefined
    ? programOf(claims.client_id, clients)
    : personOf(claims.username, claims['cognito:groups']);
}

async function programOf(clientId: string, clients: Clients): Promise<Caller> {
  const vendor = await clients.vendorOf(clientId);
  if (vendor !== null) return { kind: 'client', vendor, clientId };
  throw new ApiFault(
    403,
    'client-unknown',
    `The client "${clientId}" acts for no vendor. Ask the operator to register it.`,
  );
}

/** The user name is also the id: it cannot be changed, and an account that is made anew under it stays recused from what it was. */
function personOf(name: string, groups: readonly string[]): Caller {
  const roles = rolesOf(groups);
  if (roles.length > 0) return { kind: 'person', id: name, name, roles };
  throw new ApiFault(
    403,
    'role-missing',
    `You are signed in as "${name}", who has no role here. Ask the operator for one.`,
  );
}

/** @throws ApiFault 403 where the caller acts for no vendor, not for the one named, or for several and names none */
function vendorOf(caller: Caller, as: string | undefined): string {
  const roles = rolesOfCaller(caller);
  const vendors = roles.flatMap((role) => (role.role === 'vendor' ? [role] : []));
  const [vendor, ...others] = as === undefined ? vendors : vendors.filter((role) => groupOf(role) === as);
  const are = `you are ${roles.map(groupOf).join(', ')}`;
  if (vendor === undefined)
    throw new ApiFault(403, 'vendor-role-missing', `This is for ${as ?? 'people and programs of a vendor'}; ${are}.`);
  if (others.length > 0)
    throw new ApiFault(
      403,
      'vendor-ambiguous',
      `${are}: name the one for which you act, with "?as=${groupOf(vendor)}".`,
    );
  return vendor.vendor;
}
