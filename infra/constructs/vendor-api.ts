import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { HandlerFunction } from './handler-function.ts';
import { type Identity, scopes } from './identity.ts';
import type { Operations } from './operations.ts';

/** The routes of `core/api/wire.ts`, each with the right that a token must carry. */
export const routes = [
  { method: HttpMethod.POST, path: '/submissions', scope: scopes.submit },
  { method: HttpMethod.GET, path: '/submissions/{submissionId}', scope: scopes.submit },
  { method: HttpMethod.POST, path: '/submissions/{submissionId}/parts', scope: scopes.submit },
  { method: HttpMethod.POST, path: '/submissions/{submissionId}/complete', scope: scopes.submit },
  { method: HttpMethod.GET, path: '/cases', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/findings', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/events', scope: scopes.read },
  { method: HttpMethod.POST, path: '/cases/{caseId}/commands', scope: scopes.act },
  { method: HttpMethod.GET, path: '/queue', scope: scopes.read },
] as const;

export interface VendorApiProps {
  readonly handler: HandlerFunction;
  readonly identity: Identity;
  readonly operations: Operations;
  readonly requestsPerSecond: number;
}

/** HTTP API for vendors: every route needs a token of a registered client. No CORS: no browser calls it. */
export class VendorApi extends Construct {
  readonly url: string;
  readonly #api: HttpApi;
  readonly #audience: string[];

  constructor(scope: Construct, id: string, props: VendorApiProps) {
    super(scope, id);
    const { handler, identity, operations, requestsPerSecond } = props;
    const api = new HttpApi(this, 'Api', {
      description: 'Countersign: submissions and cases',
      createDefaultStage: false,
    });
    this.#api = api;
    this.#audience = [...identity.audience];
    const authorizer = new HttpJwtAuthorizer('Tokens', identity.issuer, { jwtAudience: this.#audience });
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

  /** Where the API is reached, without a slash at the end; known before its stage. */
  get endpoint(): string {
    return this.#api.apiEndpoint;
  }

  /** Takes tokens of a client that is made after the API, because it has to know the address. */
  admit(client: IUserPoolClient): void {
    this.#audience.push(client.userPoolClientId);
  }

  /** Routes without a token, to what anybody may read; with the reason why they may. */
  addPublicRoutes(paths: readonly string[], handler: HandlerFunction, reason: string): void {
    const integration = new HttpLambdaIntegration('Public', handler.lambda, { timeout: Duration.seconds(29) });
    for (const path of paths)
      for (const route of this.#api.addRoutes({ path, methods: [HttpMethod.GET], integration }))
        acknowledge(route, ['AwsSolutions-APIG4'], reason);
  }
}

/** Who asked for what, when, and how it went; never a query string or a body. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  client: '$context.authorizer.claims.client_id',
  person: '$context.authorizer.claims.username',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
};
