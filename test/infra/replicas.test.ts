import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundleKey } from '../../functions/shared/bundle-key.ts';
import { Environment } from '../../infra/environment.ts';
import { replicasApp } from '../../infra/replicas-app.ts';
import { productionWith } from './environment-with.ts';
import { Deployment } from './simulator/deployment.ts';
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
    const { stateful, report } = synthesize({ env: 'prod', context: productionWith({ replicas }) });
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

  it('are deleted by who deletes their originals, and by nobody else', () => {
    const deployment = new Deployment(synthesize({ agencies: ['nsa'], context: productionWith({ replicas }) }));
    const may = (action: string, resource: string) =>
      deployment.whoCan((role) => deployment.allows(role, { action, resource }));
    const [bundles, evidence] = [replicas.bundles.bucket, replicas.evidence.bucket];
    const deleted = [`${bundles}/${bundleKey('acme', 's-1')}`, `${evidence}/evidence/case-1/_case/bundle.json`];
    for (const object of deleted) {
      expect(may('s3:DeleteObjectVersion', object)).toEqual(['retain']);
      for (const action of ['s3:DeleteObject', 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject'])
        expect(may(action, object), action).toEqual([]);
    }
    for (const object of [`${bundles}/other`, `${evidence}/other`, `${bundles}/evidence/case-1/x.json`])
      expect(may('s3:DeleteObjectVersion', object)).toEqual([]);
    for (const bucket of [bundles, evidence]) {
      expect(may('s3:ListBucketVersions', bucket)).toEqual(['retain']);
      expect(may('s3:DeleteBucket', bucket)).toEqual([]);
      expect(may('s3:PutLifecycleConfiguration', bucket)).toEqual([]);
    }
  });

  it('are known to who deletes them by region and bucket', () => {
    const { stateless } = synthesize({ agencies: ['nsa'], context: productionWith({ replicas }) });
    const copies = {
      BUNDLE_COPIES: 'us-gov-east-1/copies-of-bundles',
      EVIDENCE_COPIES: 'us-gov-east-1/copies-of-evidence',
    };
    stateless.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike(copies) } });
    const none = { BUNDLE_COPIES: '', EVIDENCE_COPIES: '' };
    synthesize({ agencies: ['nsa'] }).stateless.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike(none) },
    });
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
