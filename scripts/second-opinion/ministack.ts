import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { output, ProgramFailed, server } from './processes.ts';
import { correctedS3 } from './s3-corrections.ts';
import { publishLive, withoutAliases } from './without-aliases.ts';

/** How it is brought onto a machine. Its JWT authorizer refuses every token without `cryptography`. */
export const INSTALL_MINISTACK = 'pip install ministack cryptography';

/** Whether there is a ministack to be started. */
export async function hasMinistack(): Promise<boolean> {
  try {
    await promisify(execFile)('ministack', ['--help']);
    return true;
  } catch {
    return false;
  }
}

/** The alias of `infra/constructs/live-machine.ts`. */
const LIVE = 'live';
const ENV = 'beta';
const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const Outputs = z.object({
  [`Countersign-${ENV}-Stateful`]: z.looseObject({
    BundleBucketName: z.string(),
    TableName: z.string(),
    UserPoolId: z.string(),
    ClientIdacceptance: z.string(),
  }),
  [`Countersign-${ENV}-Stateless`]: z.looseObject({ ApiUrl: z.url() }),
});
const Judged = z.looseObject({ verdict: z.record(z.string(), z.json()) });

/** What the two runs came to; `same` where their verdicts are one, byte for byte. */
export interface SecondRun {
  readonly outcome: string;
  readonly same: boolean;
}

/**
 * Deploys the stacks by `cdk deploy` to a ministack of its own, submits a bundle by the command line as a vendor does, and compares the
 * verdict with that of `preflight` on this machine.
 * @param work an empty folder
 * @throws ProgramFailed where a step does not succeed
 */
export async function reviewOnMinistack(root: string, work: string, say: (line: string) => void): Promise<SecondRun> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  await using s3 = await correctedS3(endpoint);
  const node = join(root, 'node_modules/node/bin');
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|COUNTERSIGN|CDK)_/.test(name));
  const env = {
    ...Object.fromEntries(own),
    // Functions run on the `node` of the path.
    PATH: `${node}:${process.env.PATH ?? ''}`,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const servers = { GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', S3_DATA_DIR: join(work, 's3') };
  await using _ = await server('ministack', {
    cwd: work,
    env: { ...env, ...servers },
    log: join(work, 'ministack.log'),
  });
  await answering(`${endpoint}/_ministack/health`);
  const here = { cwd: root, env: { ...env, AWS_ENDPOINT_URL: endpoint } };
  const cdk = join(root, 'node_modules/.bin/cdk');
  const assembly = ['--app', join(work, 'cdk.out')];
  say('synthesizing and deploying to ministack');
  await output([cdk, 'synth', '--quiet', '-c', `env=${ENV}`, '--output', join(work, 'cdk.out')], here);
  withoutAliases(join(work, 'cdk.out'));
  await output([cdk, 'bootstrap', `aws://${ACCOUNT}/${REGION}`, ...assembly], here);
  const outputs = join(work, 'outputs.json');
  await output([cdk, 'deploy', '--all', ...assembly, '--require-approval', 'never', '--outputs-file', outputs], here);
  const { [`Countersign-${ENV}-Stateful`]: stateful, [`Countersign-${ENV}-Stateless`]: stateless } = Outputs.parse(
    JSON.parse(readFileSync(outputs, 'utf8')),
  );
  if (stateful === undefined || stateless === undefined) throw new ProgramFailed(`${outputs} lacks a stack`);

  const sdk = { region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  await publishLive(new SFNClient({ ...sdk, endpoint }), LIVE);
  const profile = join(work, 'profile.json');
  const apiId = new URL(stateless.ApiUrl).hostname.split('.', 1)[0];
  const client = await admit(
    new CognitoIdentityProviderClient({ ...sdk, endpoint }),
    new DynamoDBClient({ ...sdk, endpoint }),
    stateful,
  );
  const api = { api: `${endpoint}/_aws/execute-api/${apiId}/$default`, tokenUrl: `${endpoint}/oauth2/token` };
  writeFileSync(profile, JSON.stringify({ ...api, ...client }), { mode: 0o600 });

  const bundle = join(work, 'bundle');
  const cli = (...args: string[]) =>
    output([join(node, 'node'), join(root, 'cli/main.ts'), ...args], here, [0, 3, 4, 5]);
  await output([join(node, 'node'), join(root, 'scripts/acceptance-bundle.ts'), bundle], here);
  say('submitting an example by the command line');
  const { case: caseId } = z
    .object({ case: z.string() })
    .parse(JSON.parse(await cli('submit', bundle, '--profile', profile, '--json')));
  await announce(
    new S3Client({ ...sdk, endpoint: s3.url }),
    new LambdaClient({ ...sdk, endpoint }),
    stateful.BundleBucketName,
  );
  await cli('status', caseId, '--follow', '--profile', profile);
  const there = Judged.parse(JSON.parse(await cli('status', caseId, '--profile', profile, '--json')));
  const locally = Judged.parse(JSON.parse(await cli('preflight', bundle, '--json')));
  return {
    outcome: String(there.verdict.outcome),
    same: JSON.stringify(there.verdict) === JSON.stringify(locally.verdict),
  };
}

interface Stateful {
  readonly UserPoolId: string;
  readonly ClientIdacceptance: string;
  readonly TableName: string;
}

/** Registers the client of the vendor `acceptance`, and gives what it signs in with. */
async function admit(cognito: CognitoIdentityProviderClient, db: DynamoDBClient, stateful: Stateful) {
  const { UserPoolId, ClientIdacceptance: clientId, TableName } = stateful;
  const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId: clientId }));
  const Item = { PK: { S: `CLIENT#${clientId}` }, SK: { S: 'CLIENT' }, vendor: { S: 'acceptance' } };
  await db.send(new PutItemCommand({ TableName, Item }));
  const scope = 'countersign/submit countersign/read countersign/act';
  return { clientId, clientSecret: UserPoolClient?.ClientSecret, scope };
}

/** Delivers the event of the upload as S3 documents it: ministack leaves out the version id, and a case is a version of an object. */
async function announce(s3: S3Client, lambda: LambdaClient, bucket: string): Promise<void> {
  const { Versions: [uploaded] = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const openCase = Functions.find(({ FunctionName = '' }) => FunctionName.includes('OpenCase'))?.FunctionName;
  if (uploaded === undefined || openCase === undefined)
    throw new ProgramFailed('nothing was uploaded, or nothing opens cases');
  const object = { key: uploaded.Key, size: uploaded.Size, 'version-id': uploaded.VersionId };
  const event = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: new Date().toISOString(),
    detail: { bucket: { name: bucket }, object },
  };
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: openCase, Payload: JSON.stringify(event) }),
  );
  if (FunctionError !== undefined) throw new ProgramFailed(`${openCase}: ${FunctionError}`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  probe.once('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await setTimeout(500);
  }
  throw new ProgramFailed(`ministack does not answer at ${url}`);
}
