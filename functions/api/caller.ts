import type { LambdaEvent } from 'hono/aws-lambda';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import type { CaseTable } from '../shared/table/case-table.ts';
import { ApiFault } from './api-fault.ts';

export type Scope = 'countersign/submit' | 'countersign/read';

/** What a route knows of its caller: the vendor that the client's registration names. */
export interface CallerEnv {
  Bindings: { event: LambdaEvent };
  Variables: { vendor: string; caller: { kind: 'client'; vendor: string; clientId: string } };
}

/** The claims that the gateway's JWT authorizer has verified. */
const Authorized = z.object({
  requestContext: z.object({
    authorizer: z.object({
      jwt: z.object({ claims: z.object({ client_id: z.string(), scope: z.string().default('') }) }),
    }),
  }),
});

/**
 * Lets a request through whose token has the scope and whose client is registered for a vendor. The gateway verifies the token
 * first; a request that comes without claims is refused all the same.
 */
export function callerWith(scope: Scope, clients: Pick<CaseTable, 'vendorOf'>) {
  return createMiddleware<CallerEnv>(async (c, next) => {
    const authorized = Authorized.safeParse(c.env?.event);
    if (!authorized.success)
      throw new ApiFault(401, 'not-signed-in', 'The request carries no verified token. Sign in again.');
    const { client_id: clientId, scope: scopes } = authorized.data.requestContext.authorizer.jwt.claims;
    if (!scopes.split(' ').includes(scope))
      throw new ApiFault(
        403,
        'scope-missing',
        `The token does not have the scope "${scope}". Ask for it when you sign in.`,
      );
    const vendor = await clients.vendorOf(clientId);
    if (vendor === null)
      throw new ApiFault(
        403,
        'client-unknown',
        `The client "${clientId}" acts for no vendor. Ask the operator to register it.`,
      );
    c.set('vendor', vendor);
    c.set('caller', { kind: 'client', vendor, clientId });
    await next();
  });
}
