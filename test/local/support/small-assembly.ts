// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of CloudFormation use this syntax.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small cloud assembly in CDK's form: two stacks, an upload that starts a workflow, an API behind sign-in. */
export interface SmallAssembly {
  /** Code of the functions, by logical id of the function: `Open`, `Work`, `Api`, and those of `resources`. */
  readonly code?: Readonly<Record<string, string>>;
  /** Resources added to the second stack, or put in place of its own. */
  readonly resources?: Readonly<Record<string, unknown>>;
  /** Properties put over those of a function. */
  readonly functionProperties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const SDK = (module: string) => import.meta.resolve(module);

const CODE: Record<string, string> = {
  Open: `
    import { SFNClient, StartExecutionCommand } from '${SDK('@aws-sdk/client-sfn')}';
    const sfn = new SFNClient({});
    export const handler = async (event) => {
      const { key, 'version-id': version } = event.detail.object;
      if (key.includes('broken')) throw new RangeError('cannot open ' + key);
      await sfn.send(new StartExecutionCommand({
        stateMachineArn: process.env.STATE_MACHINE_ARN,
        name: version,
        input: JSON.stringify({ bucket: event.detail.bucket.name, key }),
      }));
    };`,
  Work: `
    import { GetObjectCommand, S3Client } from '${SDK('@aws-sdk/client-s3')}';
    import { DynamoDBClient, PutItemCommand } from '${SDK('@aws-sdk/client-dynamodb')}';
    const s3 = new S3Client({});
    const dynamodb = new DynamoDBClient({});
    export const handler = async ({ bucket, key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const text = await Body.transformToString();
      await dynamodb.send(new PutItemCommand({
        TableName: process.env.TABLE_NAME,
        Item: { PK: { S: key }, SK: { S: 'DONE' }, text: { S: text } },
      }));
      return { length: text.length };
    };`,
  Api: `
    export const handler = async (event, context) => ({
      statusCode: 200,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        route: event.routeKey,
        path: event.pathParameters ?? {},
        query: event.queryStringParameters ?? {},
        body: event.body ?? null,
        claims: event.requestContext.authorizer?.jwt.claims ?? null,
        name: context.functionName,
      }),
    });`,
};

function stateful() {
  return {
    Resources: {
      Bundles: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        },
      },
      Cases: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [
            { AttributeName: 'PK', AttributeType: 'S' },
            { AttributeName: 'SK', AttributeType: 'S' },
            { AttributeName: 'vendor', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'PK', KeyType: 'HASH' },
            { AttributeName: 'SK', KeyType: 'RANGE' },
          ],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byVendor',
              KeySchema: [{ AttributeName: 'vendor', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        },
      },
      People: { Type: 'AWS::Cognito::UserPool', Properties: {} },
      Scopes: {
        Type: 'AWS::Cognito::UserPoolResourceServer',
        Properties: {
          UserPoolId: { Ref: 'People' },
          Identifier: 'small',
          Scopes: [{ ScopeName: 'read' }, { ScopeName: 'write' }],
        },
      },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: {
          UserPoolId: { Ref: 'People' },
          ClientName: 'acme',
          GenerateSecret: true,
          AllowedOAuthFlows: ['client_credentials'],
          AllowedOAuthScopes: [{ 'Fn::Join': ['', [{ Ref: 'Scopes' }, '/read']] }],
        },
      },
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } },
    },
    Outputs: {
      Bundles: { Value: { Ref: 'Bundles' }, Export: { Name: 'small:Bundles' } },
      Cases: { Value: { Ref: 'Cases' }, Export: { Name: 'small:Cases' } },
      CasesStream: { Value: { 'Fn::GetAtt': ['Cases', 'StreamArn'] }, Export: { Name: 'small:CasesStream' } },
      People: { Value: { Ref: 'People' }, Export: { Name: 'small:People' } },
      Client: { Value: { Ref: 'Client' }, Export: { Name: 'small:Client' } },
    },
  };
}

export const imported = (name: string) => ({ 'Fn::ImportValue': `small:${name}` });

/** A function whose code stands under its logical id. */
export function lambda(id: string, variables: Record<string, unknown>, over: Readonly<Record<string, unknown>> = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { S3Bucket: 'assets', S3Key: `${id}.zip` },
      Environment: { Variables: variables },
      Timeout: 10,
      MemorySize: 256,
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      ...over,
    },
  };
}

const permission = (id: string, principal: string, source?: unknown) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': [id, 'Arn'] },
    Principal: principal,
    ...(source !== undefined && { SourceArn: source }),
  },
});

const route = (key: string, scopes: string[] | null) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'HttpApi' },
    RouteKey: key,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    ...(scopes && { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' }, AuthorizationScopes: scopes }),
  },
});

function stateless({ resources = {}, functionProperties = {} }: SmallAssembly) {
  return {
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' } },
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
      DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { SqsManagedSseEnabled: true } },
      Open: lambda(
        'Open',
        { STATE_MACHINE_ARN: { Ref: 'Machine' } },
        { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } }, ...functionProperties.Open },
      ),
      Work: lambda('Work', { TABLE_NAME: imported('Cases') }, functionProperties.Work),
      Api: lambda('Api', {}, functionProperties.Api),
      Uploaded: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {
            source: ['aws.s3'],
            'detail-type': ['Object Created'],
            detail: { bucket: { name: [imported('Bundles')] }, object: { key: [{ wildcard: 'in/*.txt' }] } },
          },
          State: 'ENABLED',
          Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': ['Open', 'Arn'] } }],
        },
      },
      UploadedMay: permission('Open', 'events.amazonaws.com', { 'Fn::GetAtt': ['Uploaded', 'Arn'] }),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          DefinitionString: JSON.stringify({
            QueryLanguage: 'JSONata',
            StartAt: 'Work',
            States: {
              Work: {
                Type: 'Task',
                Resource: 'arn:aws:states:::lambda:invoke',
                Arguments: { FunctionName: '${Work}', Payload: '{% $states.input %}' },
                Output: '{% $states.result.Payload %}',
                End: true,
              },
            },
          }),
          DefinitionSubstitutions: { Work: { 'Fn::GetAtt': ['Work', 'Arn'] } },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
      HttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'small', ProtocolType: 'HTTP' } },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: { Ref: 'HttpApi' }, StageName: '$default', AutoDeploy: true },
      },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'HttpApi' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': ['Api', 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
      Authorizer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId: { Ref: 'HttpApi' },
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: {
            Issuer: {
              'Fn::Sub': ['https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${Pool}', { Pool: imported('People') }],
            },
            Audience: [imported('Client')],
          },
        },
      },
      ApiMay: permission('Api', 'apigateway.amazonaws.com'),
      ReadRoute: route('GET /things/{id}', ['small/read']),
      WriteRoute: route('POST /things', ['small/write']),
      OpenRoute: route('GET /health', null),
      ...resources,
    },
  };
}

/** Writes the assembly into a folder that exists, and gives it back. */
export function writeSmallAssembly(folder: string, small: SmallAssembly = {}): string {
  const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
  for (const [id, code] of Object.entries({ ...CODE, ...small.code })) {
    mkdirSync(join(folder, `asset.${id}`), { recursive: true });
    writeFileSync(join(folder, `asset.${id}`, 'index.mjs'), code);
  }
  const stack = (file: string) => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/unknown-region',
    properties: { templateFile: file },
  });
  write('manifest.json', {
    version: '40.0.0',
    artifacts: {
      assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      'Small-Stateful': stack('stateful.json'),
      'Small-Stateless': stack('stateless.json'),
    },
  });
  const ids = Object.keys({ ...CODE, ...small.code });
  write('assets.json', {
    version: '40.0.0',
    files: Object.fromEntries(
      ids.map((id) => [
        id,
        {
          source: { path: `asset.${id}`, packaging: 'zip' },
          destinations: { current: { bucketName: 'assets', objectKey: `${id}.zip` } },
        },
      ]),
    ),
  });
  write('stateful.json', stateful());
  write('stateless.json', stateless(small));
  return folder;
}
