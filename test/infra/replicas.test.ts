import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Environment } from '../../infra/environment.ts';
import { replicasApp } from '../../infra/replicas-app.ts';
import { root, synthesize } from './synthesize.ts';

const { context } = z
  .object({ context: z.looseObject({ environments: z.looseObject({ prod: z.looseObject({}) }) }) })
  .parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
const of = (name: string) => ({
  bucket: `arn:aws-us-gov:s3:::copies-of-${name}`,
  key: 'arn:aws-us-gov:kms:us-gov-east-1:111122223333:key/00000000-0000-0000-0000-000000000000',
});
const replicas = { bundles: of('bundles'), evidence: of('evidence') };
const outdir = mkdtempSync(join(tmpdir(), 'countersign-replicas-'));
afterAll(() => rmSync(outdir, { recursive: true }));
const violationsOf = (pluginReports: readonly { violations: readonly unknown[] }[]) =>
  pluginReports.flatMap(({ violations }) => violations);

describe('copies in another region', () => {
  it('are made of both buckets, in all versions and under a key of there, and break no rule', () => {
    const environments = { ...context.environments, prod: { ...context.environments.prod, replicas } };
    const { stateful, report } = synthesize({ env: 'prod', context: { environments } });
    expect(violationsOf(report)).toEqual([]);
    for (const { bucket, key } of Object.values(replicas)) {
      stateful.hasResourceProperties('AWS::S3::Bucket', {
        VersioningConfiguration: { Status: 'Enabled' },
        ReplicationConfiguration: {
          Rules: [
            Match.objectLike({
              Status: 'Enabled',
              Destination: { Bucket: bucket, EncryptionConfiguration: { ReplicaKmsKeyID: key } },
              DeleteMarkerReplication: { Status: 'Disabled' },
            }),
          ],
        },
      });
    }
  });

  it('are off where nobody asks for them', () => {
    const { stateful } = synthesize({ env: 'prod' });
    expect(JSON.stringify(stateful.toJSON())).not.toContain('ReplicationConfiguration');
  });

  it('lie in a stack of their own, which breaks no rule', () => {
    const { directory } = replicasApp({
      outdir,
      builtinCloudFormationValidation: false,
      context: { ...context, env: 'prod' },
    }).synth();
    const read = (name: string): unknown => JSON.parse(readFileSync(join(directory, name), 'utf8'));
    const template = Template.fromJSON(
      z.record(z.string(), z.unknown()).parse(read('Countersign-prod-Replica.template.json')),
    );
    template.resourceCountIs('AWS::S3::Bucket', 3);
    const Report = z.object({ pluginReports: z.array(z.object({ violations: z.array(z.unknown()) })) });
    expect(violationsOf(Report.parse(read('validation-report.json')).pluginReports)).toEqual([]);
  });

  it('are named by ARNs', () => {
    const wrong = Environment.safeParse({
      ...context.environments.prod,
      replicas: { ...replicas, bundles: { bucket: 'copies', key: 'key' } },
    });
    expect(wrong.success).toBe(false);
  });
});
