import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import type { HandlerFunction } from './handler-function.ts';
import { type Identity, scopes } from './identity.ts';
import type { Operations } from './operations.ts';

/** The routes of `core/api/`, each with the right that a token must carry; null for one that everybody may call. */
export const routes = [
  { method: HttpMethod.POST, path: '/submissions', scope: scopes.submit },
  { method: HttpMethod.GET, path: '/submissions/{submissionId}', scope: scopes.submit },
  { method: HttpMethod.POST, path: '/submissions/{submissionId}/parts', scope: scopes.submit },
  { method: HttpMethod.POST, path: '/submissions/{submissionId}/complete', scope: scopes.submit },
  { method: HttpMethod.GET, path: '/cases', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/findings', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/differences', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/comparison', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/samples', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/documents', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/documents/{n}', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/events', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/accesses', scope: scopes.read },
  { method: HttpMethod.GET, path: '/cases/{caseId}/attestation', scope: scopes.read },
  { method: HttpMethod.POST, path: '/cases/{caseId}/commands', scope: scopes.act },
  { method: HttpMethod.POST, path: '/cases/{caseId}/hold', scope: scopes.act },
  { method: HttpMethod.POST, path: '/cases/{caseId}/break-glass', scope: scopes.act },
  { method: HttpMethod.GET, path: '/vendors/{vendor}/keys', scope: scopes.read },
  { method: HttpMethod.POST, path: '/vendors/{vendor}/keys', scope: scopes.act },
  { method: HttpMethod.GET, path: '/queue', scope: scopes.read },
  { method: HttpMethod.POST, path: '/ballots', scope: scopes.act },
  { method: HttpMethod.GET, path: '/ballots', scope: scopes.read },
  { method: HttpMethod.GET, path: '/ballots/{ballot}', scope: scopes.read },
  { method: HttpMethod.POST, path: '/ballots/{ballot}/commands', scope: scopes.act },
  { method: HttpMethod.GET, path: '/precedents', scope: null },
  { method: HttpMethod.GET, path: '/register', scope: null },
  { method: HttpMethod.GET, path: '/register/statistics', scope: null },
  { method: HttpMethod.GET, path: '/openapi.json', scope: null },
  { method: HttpMethod.GET, path: '/cases/{caseId}/calendar', scope: scopes.read },
  { method: HttpMethod.GET, path: '/notices', scope: scopes.read },
  { method: HttpMethod.POST, path: '/notices/{id}/replay', scope: scopes.act },
  { method: HttpMethod.GET, path: '/notices/settings', scope: scopes.read },
  { method: HttpMethod.PUT, path: '/notices/settings', scope: scopes.act },
] as const;

export interface VendorApiProps {
  readonly handler: HandlerFunction;
  readonly identity: Identity;
  readonly operations: Operations;
  readonly requestsPerSecond: number;
}

/** HTTP API for vendors and people: every route but those of what is published needs a token. No CORS: no browser calls it. */
export class VendorApi extends Construct {
  readonly url: string;
  readonly #api: HttpApi;
  readonly #audience: string[];
  readonly #open: OpenRoutes;

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
    const open = new Map<string, HttpRoute>();
    for (const { path, method, scope: right } of routes) {
      const rights = right === null ? {} : { authorizer, authorizationScopes: [right] };
      const [route] = api.addRoutes({ path, methods: [method], integration, ...rights });
      if (right === null && route !== undefined) open.set(`${method} ${path}`, route);
    }
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
    this.#open = new OpenRoutes(stage, requestsPerSecond);
    for (const [key, route] of open)
      this.#open.add(
        key,
        route,
        'What it answers is published: what the API is, precedents and the register of decisions, which name neither cases nor people, and vendors only where they may be named. It reads no other item, and is throttled apart.',
      );
    operations.alarm(this, 'ServerErrors', {
      metric: api.metricServerError({ period: Duration.minutes(5) }),
      meaning: 'The API answered with an error of its own.',
      runbook: 'api-errors',
    });
    operations.alarm(this, 'BulkAccess', {
      metric: new Metric({
        namespace: 'Countersign',
        metricName: 'BulkAccess',
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      meaning: 'One person reads more evidence within an hour than a review takes.',
      runbook: 'bulk-access',
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
        this.#open.add(`${HttpMethod.GET} ${path}`, route, reason);
  }
}

/** What asks for no token has a small share of the requests, so that nobody who has one waits for those who have none. */
class OpenRoutes {
  readonly #stage: CfnStage;
  readonly #throttle: Readonly<Record<string, number>>;
  readonly #settings: Record<string, Readonly<Record<string, number>>> = {};

  constructor(stage: HttpStage, requestsPerSecond: number) {
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new TypeError('a stage of an HTTP API is a CfnStage');
    const share = Math.max(1, Math.floor(requestsPerSecond / 10));
    // A page of the console is a burst of files.
    this.#throttle = { ThrottlingRateLimit: share, ThrottlingBurstLimit: 2 * requestsPerSecond };
    this.#stage = defaultChild;
    this.#stage.routeSettings = this.#settings;
  }

  add(key: string, route: HttpRoute, reason: string): void {
    this.#settings[key] = this.#throttle;
    this.#stage.node.addDependency(route);
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
