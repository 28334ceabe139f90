import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function.ts';
import type { Operations } from './operations.ts';
import { scopes, type VendorIdentity } from './vendor-identity.ts';

/** The routes of `core/api/`, each with the right that a token must carry. */
export const routes = [
  { method: HttpMethod.POST, path: '/submissions', scope: scopes.submit },
  { method: HttpMethod.GET, path: '/submissions/{submissionId}', scope: scopes.submit },
  { method: HttpMethod.POST, path: '/submissions/{submissionId}/parts', scope: scopes.submit },
  { method: HttpMethod.POST, path: '/submissions/{submissionId}/complete', scope: scopes.submit },
  { method: HttpMethod.GET, path: '/cases', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/findings', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/calendar', scope: scopes.read },
  { method: HttpMethod.GET, path: '/notices', scope: scopes.read },
  { method: HttpMethod.POST, path: '/notices/{id}/replay', scope: scopes.submit },
  { method: HttpMethod.GET, path: '/notices/settings', scope: scopes.read },
  { method: HttpMethod.PUT, path: '/notices/settings', scope: scopes.submit },
] as const;

export interface VendorApiProps {
  readonly handler: HandlerFunction;
  readonly identity: VendorIdentity;
  readonly operations: Operations;
  readonly requestsPerSecond: number;
}

/** HTTP API for vendors: every route needs a token of a registered client. No CORS: no browser calls it. */
export class VendorApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: VendorApiProps) {
    super(scope, id);
    const { handler, identity, operations, requestsPerSecond } = props;
    const api = new HttpApi(this, 'Api', {
      description: 'Countersign: submissions and cases',
      createDefaultStage: false,
    });
    const authorizer = new HttpJwtAuthorizer('Tokens', identity.issuer, {
      jwtAudience: [...identity.clients.values()].map((client) => client.userPoolClientId),
    });
    const integration = new HttpLambdaIntegration('Handler', handler.lambda, { timeout: Duration.seconds(29) });
    for (const route of routes)
      api.addRoutes({
        path: route.path,
        methods: [route.method],
        integration,
        authorizer,
        authorizationScopes: [route.scope],
      });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: 2 * requestsPerSecond },
      accessLogSettings: {
        destination: new LogGroupLogDestination(operations.deliveredLogGroup(this, 'AccessLogs', 'api')),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    operations.alarm(this, 'ServerErrors', {
      metric: api.metricServerError({ period: Duration.minutes(5) }),
      meaning: 'The API answered with an error of its own.',
      runbook: 'api-errors',
    });
    this.url = stage.url;
  }
}

/** Who asked for what, when, and how it went; never a query string or a body. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  client: '$context.authorizer.claims.client_id',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
};
