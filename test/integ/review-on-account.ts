import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsApiCall, ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { type App, Duration, Stack } from 'aws-cdk-lib';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import * as z from 'zod';
import { type CountersignAppProps, countersignApp } from '../../infra/countersign-app.ts';
import { StatefulStack } from '../../infra/stacks/stateful-stack.ts';
import { packFolder } from './pack-example.ts';

const root = join(import.meta.dirname, '../..');
const CdkJson = z.object({
  context: z.looseObject({ environments: z.looseObject({ beta: z.record(z.string(), z.unknown()) }) }),
});

/**
 * The whole deployment in an account of its own, and an example put into its bucket, as integ-runner deploys and asserts it
 * (`npm run integ`): the upload starts the deployed pipeline, and its verdict has to be in the table within ten minutes.
 */
export async function reviewOnAccount(props: CountersignAppProps = {}): Promise<App> {
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const environments = { integ: { ...context.environments.beta, vendors: ['acceptance'] } };
  const app = countersignApp({
    ...props,
    compliance: false,
    context: { ...context, ...props.context, env: 'integ', environments },
  });
  const stateful = app.node.findAll().find((it) => it instanceof StatefulStack);
  const stacks = app.node.children.filter((it) => Stack.isStack(it));
  if (!(stateful instanceof StatefulStack)) throw new TypeError('the deployment has no stateful stack');

  const upload = new Stack(app, 'Countersign-integ-Upload', { description: 'Countersign: an example, uploaded' });
  for (const stack of stacks) upload.addStackDependency(stack);
  const work = mkdtempSync(join(tmpdir(), 'countersign-integ-'));
  const bundle = join(work, 'bundle');
  const written = spawnSync(process.execPath, [join(root, 'scripts/acceptance-bundle.ts'), bundle], {
    encoding: 'utf8',
  });
  if (written.status !== 0) throw new TypeError(written.stderr);
  mkdirSync(join(work, 'upload'));
  await packFolder(bundle, join(work, 'upload/bundle.zip'));
  new BucketDeployment(upload, 'Upload', {
    destinationBucket: stateful.bundles.bucket,
    destinationKeyPrefix: 'vendors/acceptance/integ',
    sources: [Source.asset(join(work, 'upload'))],
    // What vendors uploaded is nobody's to prune.
    prune: false,
    retainOnDelete: false,
  });

  const test = new IntegTest(app, 'Review', { testCases: [...stacks, upload] });
  const cases = test.assertions.awsApiCall('DynamoDB', 'query', {
    TableName: stateful.cases.tableName,
    IndexName: 'byVendor',
    KeyConditionExpression: 'vendor = :vendor',
    ExpressionAttributeValues: { ':vendor': { S: 'acceptance' } },
  });
  cases
    .expect(ExpectedResult.objectLike({ Items: [{ status: { S: 'decided' }, outcome: { S: 'cleared' } }] }))
    .waitForAssertions({ totalTimeout: Duration.minutes(10), interval: Duration.seconds(20) });
  // The assertion reads the table as nobody of the deployment does: with the index, and the key.
  const waiter = cases instanceof AwsApiCall ? cases.waiterProvider : undefined;
  waiter?.addToRolePolicy({
    Effect: 'Allow',
    Action: ['dynamodb:Query'],
    Resource: [`${stateful.cases.tableArn}/index/byVendor`],
  });
  waiter?.addToRolePolicy({
    Effect: 'Allow',
    Action: ['kms:Decrypt'],
    Resource: [stateful.keys.cases.keyArn],
  });
  return app;
}
