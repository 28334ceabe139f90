import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import * as z from 'zod';
import { ROUTES, ruleOf } from '#core/api/authorisation.ts';
import { groupOf, rolesOf } from '#core/api/people.ts';
import { ATTEMPTS } from '../../functions/deliver/retry.ts';
import { bundleKey } from '../../functions/shared/bundle-key.ts';
import { handlers, root, synthesize } from './synthesize.ts';

const synthesized = synthesize({ schemas: true });
const { stateful, stateless, resources, handlerOf, report } = synthesized;
const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);

describe('compliance in production', () => {
  it.each(['AwsSolutions', 'NIST.800.53.R5', 'Serverless'])('%s finds no violation', (pack) => {
    expect(report).toContainEqual(expect.objectContaining({ pluginName: pack, conclusion: 'success', violations: [] }));
  });

  it('every acknowledged rule has a reason, at one construct', () => {
    const acknowledged = report.flatMap(({ suppressedViolations }) => suppressedViolations);
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { acknowledgedId, acknowledgedAt, reason } of acknowledged) {
      expect(reason.length, acknowledgedId).toBeGreaterThan(30);
      expect(acknowledgedAt.split('/').length, `${acknowledgedId} at ${acknowledgedAt}`).toBeGreaterThan(1);
    }
  });

  it('no rule is acknowledged where it holds anyway', () => {
    const used = report.flatMap(({ suppressedViolations }) =>
      suppressedViolations.map(({ acknowledgedId, acknowledgedAt }) => `${acknowledgedId} at ${acknowledgedAt}`),
    );
    const stale = synthesized.acknowledged
      .map(({ id, at }) => `${id} at ${at}`)
      .filter((entry) => !used.includes(entry));
    expect(stale).toEqual([]);
  });
});

describe('data', () => {
  it('is in versioned buckets that are encrypted, private, and reached by TLS only', () => {
    const buckets = ofType('AWS::S3::Bucket');
    expect(buckets).toHaveLength(4);
    for (const [id, { Properties }] of buckets) {
      expect(Properties, id).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: {
          Rules: expect.arrayContaining([
            expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' }),
          ]),
        },
      });
      stateful.hasResourceProperties('AWS::S3::BucketPolicy', {
        Bucket: { Ref: id },
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
    }
  });

  it('has a key per kind, which rotates; objects of evidence are bound to their own ARN', () => {
    const keys = ofType('AWS::KMS::Key');
    // Keys that sign cannot rotate by themselves: another signature needs another public key.
    const [signing = [], encrypting = []] = [true, false].map((signs) =>
      keys.filter(([, { Properties }]) => (Properties.KeyUsage === 'SIGN_VERIFY') === signs),
    );
    expect(signing.map(([, { Properties }]) => Properties.KeySpec).sort()).toEqual([
      'ECC_NIST_EDWARDS25519',
      'ECC_NIST_P256',
    ]);
    const kinds = ['Bundles', 'Evidence', 'Cases', 'Log', 'Operations'].map((kind) => `Keys${kind}`);
    const name = (id: string) => id.replace(/[0-9A-F]{8}$/, '');
    expect(encrypting.map(([id]) => name(id)).sort()).toEqual([...kinds, 'VendorKeysacceptance'].sort());
    for (const [id, { Properties }] of encrypting) expect(Properties.EnableKeyRotation, id).toBe(true);
    const [, evidence] = ofType('AWS::S3::Bucket').find(([id]) => id.startsWith('Evidence')) ?? [];
    expect(evidence?.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
        ],
      },
    });
  });

  it('tells of new bundles without a custom resource', () => {
    stateful.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    const custom = Object.values(resources).filter(({ Type }) => /^Custom::|CustomResource$/.test(Type));
    expect(custom).toEqual([]);
  });

  it('is in one table that can be restored and expires what says so', () => {
    stateful.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      GlobalSecondaryIndexes: [
        index('byVendor', 'vendor', 'openedAt'),
        index('byStatus', 'status', 'openedAt'),
        index('byAgency', 'agency', 'due'),
      ],
    });
  });

  it('outlives the stack', () => {
    const kept = [
      'AWS::S3::Bucket',
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::Cognito::UserPool',
      'AWS::Logs::LogGroup',
    ];
    for (const [id, resource] of kept.flatMap(ofType)) {
      expect(resource.DeletionPolicy, id).toBe('Retain');
      expect(resource.UpdateReplacePolicy, id).toBe('Retain');
    }
  });
});

const index = (name: string, partition: string, sort: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
});

describe('functions', () => {
  it('are all those of functions/', () => {
    expect([...new Set(handlerOf.values())].sort()).toEqual(handlers);
  });

  it('run on Node 24 on arm64, traced, each with a log of its own that ends', () => {
    const functions = ofType('AWS::Lambda::Function');
    const logs = new Set<string>();
    for (const [id, { Properties }] of functions) {
      expect(Properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        ReservedConcurrentExecutions: expect.any(Number),
      });
      logs.add(JSON.stringify(Properties.LoggingConfig));
    }
    expect(logs.size).toBe(functions.length);
    for (const [id, { Properties }] of ofType('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays, id).toBe(731);
      expect(Properties.KmsKeyId, id).toBeDefined();
    }
  });

  it('open a case for a bundle, and for nothing else that a vendor uploads', () => {
    const rule = ofType('AWS::Events::Rule')
      .filter(([id]) => id.startsWith('CaseOpening'))
      .map(([, { Properties }]) => JSON.stringify(Properties.EventPattern))
      .join();
    const pattern = /"wildcard":"([^"]+)"/.exec(rule)?.[1] ?? '';
    const matches = (key: string) => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(key);
    expect(matches(bundleKey('acme', 'b2c7'))).toBe(true);
    for (const key of [
      'vendors/acme/b2c7/bundle.json',
      'vendors/bundle.zip',
      'tmp/vendors/acme/b2c7/bundle.zip',
      'vendors/acme/b2c7/bundlexzip',
    ])
      expect(matches(key), key).toBe(false);
  });

  it('open a case of what the API says has arrived where an upload by role lies in the bucket of bundles, and of nothing else', () => {
    const Pattern = z.looseObject({ detail: z.looseObject({ bucket: z.unknown() }) });
    const patternOf = (name: string) =>
      Pattern.parse(
        ofType('AWS::Events::Rule').find(([id]) => id.startsWith(`CaseOpening${name}`))?.[1].Properties.EventPattern,
      );
    expect(patternOf('UploadArrived')).toEqual({
      source: ['countersign.uploads'],
      'detail-type': ['Declared Upload Arrived'],
      detail: {
        bucket: patternOf('BundleUploaded').detail.bucket,
        object: { key: [{ wildcard: 'vendors/*/by-role-*/bundle.zip' }] },
      },
    });
  });

  it('that events invoke have a dead-letter queue, save for what a schedule calls, which comes again; all others answer to who calls them', () => {
    const byEvents = new Set(
      ofType('AWS::Lambda::Permission').flatMap(([, { Properties }]) =>
        ['apigateway.amazonaws.com', 'cognito-idp.amazonaws.com'].includes(String(Properties.Principal))
          ? []
          : [JSON.stringify(Properties.FunctionName)],
      ),
    );
    const asynchronous = ofType('AWS::Lambda::Function').filter(([id]) =>
      byEvents.has(JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] })),
    );
    expect(asynchronous.map(([id]) => handlerOf.get(id)).sort()).toEqual(['open-case', 'retain', 'sweep-uploads']);
    for (const [id, { Properties }] of asynchronous.filter(([one]) => handlerOf.get(one) === 'open-case'))
      expect(Properties.DeadLetterConfig, id).toBeDefined();
    stateless.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue(), RetryPolicy: Match.anyValue() })],
    });
  });

  it.each(handlers)('%s has the variables that its handler asks for', (handler) => {
    const source = readFileSync(join(root, `functions/${handler}/${handler}.lambda.ts`), 'utf8');
    const asked = [...(/Environment\.pick\(\{([^}]*)\}/.exec(source)?.[1] ?? '').matchAll(/(\w+): true/g)].map(
      (match) => match[1],
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const [id, name] of handlerOf) {
      if (name !== handler) continue;
      const { Environment } = resources[id]?.Properties ?? {};
      expect(Environment, id).toMatchObject({
        Variables: Object.fromEntries(asked.map((variable) => [variable, expect.anything()])),
      });
    }
  });
});

describe('those who may call', () => {
  const clients = ofType('AWS::Cognito::UserPoolClient');
  const people = clients.filter(([, { Properties }]) => ['people', 'console'].includes(String(Properties.ClientName)));

  it('are programs with a secret, and people with a second factor and without one that a machine of theirs would have to keep', () => {
    expect(people).toHaveLength(2);
    for (const [id, { Properties }] of people)
      expect(Properties, id).toMatchObject({
        GenerateSecret: false,
        AllowedOAuthFlows: ['code'],
        AccessTokenValidity: 15,
        RefreshTokenValidity: 12 * 60,
      });
    for (const [id, { Properties }] of clients.filter(([id]) => !people.some(([other]) => other === id)))
      expect(Properties, id).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
    const [pool] = ofType('AWS::Cognito::UserPool');
    expect(pool?.[1].Properties).toMatchObject({
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it('have a role by each group: two for each agency, one for each vendor, and those who run the cases', () => {
    const names = ofType('AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => String(Properties.GroupName));
    expect(rolesOf(names).map(groupOf).sort()).toEqual([...names].sort());
    expect(names.filter((name) => name.startsWith('agency.')).sort()).toEqual(
      ['nsa', 'odni', 'oncd'].flatMap((agency) => [`agency.${agency}.principal`, `agency.${agency}.reviewer`]),
    );
    const cases = ['auditor', 'company', 'company.acceptance', 'coordinator', 'panelist'];
    const others = [...cases, 'standards-editor', 'vendor.acceptance'];
    expect(names.filter((name) => !name.startsWith('agency.')).sort()).toEqual(others);
  });
});

/** The console's files. */
const CONSOLE = ['GET /', 'GET /app', 'GET /app/{path+}'];
/** What asks for no token. */
/** Keys of verdicts, and the transparency log. */
const TRANSPARENCY = ['GET /attestation/keys', 'GET /log/{path+}'];
const REGISTERS = ['GET /openapi.json', 'GET /precedents', 'GET /register', 'GET /register/statistics'];
const PUBLISHED = [...CONSOLE, ...TRANSPARENCY, ...REGISTERS];

const Rate = z.object({ ThrottlingRateLimit: z.number() });
const RatesOfStage = z.object({ DefaultRouteSettings: Rate, RouteSettings: z.record(z.string(), Rate) });

describe('what feeds functions', () => {
  const mappings = ofType('AWS::Lambda::EventSourceMapping');

  it('names the items that failed, and sets aside what keeps failing', () => {
    expect(mappings.length).toBeGreaterThan(0);
    const redriven = ofType('AWS::SQS::Queue').filter(([, { Properties }]) => Properties.RedrivePolicy !== undefined);
    for (const [id, { Properties }] of mappings) {
      expect(Properties.FunctionResponseTypes, id).toEqual(['ReportBatchItemFailures']);
      const source = JSON.stringify(Properties.EventSourceArn);
      if (!redriven.some(([queue]) => source.includes(queue)))
        expect(Properties, id).toMatchObject({
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: expect.any(Number),
          MaximumRecordAgeInSeconds: expect.any(Number),
          DestinationConfig: { OnFailure: { Destination: expect.anything() } },
        });
    }
  });

  it('a delivery is tried as often as its backoff has delays', () => {
    const [, { Properties } = { Properties: {} }] =
      ofType('AWS::SQS::Queue').find(([id]) => id.startsWith('NoticesDeliveriesQueue')) ?? [];
    expect(Properties).toMatchObject({ RedrivePolicy: { maxReceiveCount: ATTEMPTS } });
  });
});

describe('the API', () => {
  it('takes the tokens of all of them, and of nobody else', () => {
    const [authorizer] = ofType('AWS::ApiGatewayV2::Authorizer');
    const audience = JSON.stringify(authorizer?.[1].Properties.JwtConfiguration);
    const ids = ofType('AWS::Cognito::UserPoolClient').map(([id]) => id);
    for (const id of ids) expect(audience).toContain(id);
    expect(audience.match(/UserPool(?:Client|People)|ConsoleClient/g)).toHaveLength(ids.length);
  });

  it('lets nobody in without a token that has the right of the route', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route');
    const isPublished = (route: string) => PUBLISHED.includes(route);
    const scopeOf = (route: string) => {
      if (route.includes('/submissions')) return 'countersign/submit';
      return /\/(?:commands|hold|break-glass)$|^PUT |\/replay$|^POST \/(?:ballots$|vendors\/)/.test(route)
        ? 'countersign/act'
        : 'countersign/read';
    };
    for (const [id, { Properties }] of routes) {
      const route = String(Properties.RouteKey);
      if (isPublished(route)) continue;
      expect(Properties, id).toMatchObject({ AuthorizationType: 'JWT', AuthorizationScopes: [scopeOf(route)] });
    }
  });

  it('asks on each route for the right that the table of routes says', () => {
    const deployed = ofType('AWS::ApiGatewayV2::Route')
      .map(([, { Properties }]) => ({
        route: String(Properties.RouteKey),
        scope: z.array(z.string()).default([]).parse(Properties.AuthorizationScopes),
      }))
      .filter(({ route }) => ![...CONSOLE, ...TRANSPARENCY].includes(route));
    for (const { route, scope } of deployed) expect([route, scope[0] ?? null]).toEqual([route, ruleOf(route)?.scope]);
    expect(deployed).toHaveLength(ROUTES.length);
  });

  it('gives those who need no token a share of its own, and no more', () => {
    const open = ofType('AWS::ApiGatewayV2::Route').filter(
      ([, { Properties }]) => Properties.AuthorizationType !== 'JWT',
    );
    expect(open.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual(PUBLISHED);
    const [stage] = ofType('AWS::ApiGatewayV2::Stage');
    const { DefaultRouteSettings: all, RouteSettings: apart } = RatesOfStage.parse(stage?.[1].Properties);
    expect(Object.keys(apart).sort()).toEqual(PUBLISHED);
    for (const { ThrottlingRateLimit } of Object.values(apart))
      expect(ThrottlingRateLimit).toBeLessThanOrEqual(all.ThrottlingRateLimit / 5);
  });

  it('has the routes of its handler, by the same pattern', () => {
    const files = ['app.ts', 'mount-notices.ts'];
    const source = files.map((file) => readFileSync(join(root, 'functions/api', file), 'utf8')).join('\n');
    const handled = [...source.matchAll(/app\.(get|post|put|delete)\('([^']+)'/g)].map(
      ([, method = '', path = '']) => `${method.toUpperCase()} ${path.replace(/:\w+/g, '{}')}`,
    );
    const deployed = ofType('AWS::ApiGatewayV2::Route')
      .map(([, { Properties }]) => String(Properties.RouteKey).replace(/\{\w+\}/g, '{}'))
      .filter((route) => ![...CONSOLE, ...TRANSPARENCY].includes(route));
    expect(deployed.sort()).toEqual(handled.sort());
  });
});

describe('alarms', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm');
  const entryOf = (description: unknown) => /docs\/runbook\.md#(.+)$/.exec(String(description))?.[1] ?? '';
  /** Entries of the runbook by heading; those of operations without an alarm have a level of their own. */
  const entries = new Map(
    readFileSync(join(root, 'docs/runbook.md'), 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
  );

  it('tell somebody, and name an entry of the runbook', () => {
    expect(alarms.length).toBeGreaterThan(handlerOf.size);
    for (const [id, { Properties }] of alarms) {
      expect([...entries.keys()], id).toContain(entryOf(Properties.AlarmDescription));
      expect(Properties.AlarmActions, id).toHaveLength(1);
    }
  });

  it('are what the entries of the runbook are about, each with symptom, meaning, steps and how it was rehearsed', () => {
    const named = new Set(alarms.map(([, { Properties }]) => entryOf(Properties.AlarmDescription)));
    for (const [heading, text] of entries) {
      if (heading === 'Operations without an alarm') continue;
      expect(named, heading).toContain(heading);
      expect([...text.matchAll(/^- \*\*(\w+)\*\*: /gm)].map(([, name]) => name)).toEqual([
        'Seen',
        'Means',
        'Do',
        'Rehearsed',
      ]);
      const [, rehearsed = ''] = text.split('- **Rehearsed**: ');
      const files = [...rehearsed.matchAll(/`(test\/[\w./-]+)`/g)].map(([, file = '']) => file);
      expect(files.length, heading).toBeGreaterThan(0);
      for (const file of files) expect(existsSync(join(root, file)), `${heading}: ${file}`).toBe(true);
    }
  });

  it('are all on the dashboard', () => {
    const [dashboard] = ofType('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.[1].Properties.DashboardBody);
    for (const [id] of alarms) expect(body).toContain(id);
  });
});

describe('metrics of cases', () => {
  it('are of what functions log, and have no dimension that names a case or a vendor', () => {
    const filters = ofType('AWS::Logs::MetricFilter');
    expect(filters.length).toBeGreaterThan(4);
    const source = ['decide', 'relay', 'sweep-uploads']
      .map((name) => readFileSync(join(root, `functions/${name}/${name}.lambda.ts`), 'utf8'))
      .join('\n');
    for (const [id, { Properties }] of filters) {
      const [, message = ''] = /^\{ \$\.message = "([^"]+)" \}$/.exec(String(Properties.FilterPattern)) ?? [];
      const logged =
        source.split(new RegExp(`logger\\.(?:info|warn)\\('${message}'`))[1]?.split(');')[0] ??
        expect.fail(`${id}: nobody logs "${message}"`);
      const fields = [...JSON.stringify(Properties.MetricTransformations).matchAll(/"\$\.(\w+)"/g)].map(
        ([, field = '']) => field,
      );
      for (const field of fields) {
        expect(logged, id).toMatch(new RegExp(`\\b${field}:`));
        expect(['caseId', 'vendor', 'model']).not.toContain(field);
      }
    }
  });
});

describe('the templates', () => {
  /** Hashes of code change with every edit, and the workflow is its own file; neither says anything about the template. */
  const masked = (template: object) =>
    stringify(template, (key, value: unknown) => {
      if (key === 'DefinitionString') return 'statemachines/review.asl.json';
      return typeof value === 'string' ? value.replace(/\b[0-9a-f]{64}\b/g, '<hash>') : value;
    });

  it('of the stateful stack is as reviewed', async () => {
    await expect(masked(stateful.toJSON())).toMatchFileSnapshot('golden/stateful.yaml');
  });

  it('of the stateless stack is as reviewed', async () => {
    await expect(masked(stateless.toJSON())).toMatchFileSnapshot('golden/stateless.yaml');
  });
});
