import type { Clock } from '../clock/clock.ts';
import type { OpenServer } from '../http/open-server.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Log } from '../log.ts';
import type { SignIn } from '../sign-in/start.ts';
import type { Deployment } from '../template/deployment.ts';
import { TemplateError } from '../template/errors.ts';
import { HttpApi } from './resource.ts';
import { routesOf } from './routes.ts';
import { httpApi } from './server.ts';

/**
 * Serves the HTTP API of a deployment.
 * @throws {TemplateError} where there is none, or more than one; {@link ResourceError} for a route that leads nowhere
 */
export function serveHttpApi(
  server: OpenServer,
  deployment: Deployment,
  { functions, signIn, clock, log }: { functions: Functions; signIn: SignIn; clock: Clock; log: Log },
): void {
  const [api, ...others] = deployment.all(HttpApi);
  if (!api || others.length > 0)
    throw new TemplateError('the local run plays a template with one AWS::ApiGatewayV2::Api');
  server.serve(
    httpApi({
      apiId: api.ref,
      accountId: deployment.account.accountId,
      routes: routesOf(deployment, api.ref),
      cors: api.properties.CorsConfiguration,
      functions,
      findIssuer: signIn.findIssuer,
      clock,
      log,
    }),
  );
}
