import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deployRoleApp } from '../../infra/deploy-role-app.ts';
import { root } from './synthesize.ts';

const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
const Report = z.object({ pluginReports: z.array(z.object({ violations: z.array(z.unknown()) })) });

const work = mkdtempSync(join(tmpdir(), 'countersign-deploy-role-'));
afterAll(() => rmSync(work, { recursive: true }));

function synthesize(more: Record<string, unknown>) {
  const outdir = mkdtempSync(join(work, 'cdk.out-'));
  const { directory } = deployRoleApp({
    outdir,
    builtinCloudFormationValidation: false,
    context: { ...context, ...more },
  }).synth();
  const read = (name: string): unknown => JSON.parse(readFileSync(join(directory, name), 'utf8'));
  return {
    template: Template.fromJSON(
      z.record(z.string(), z.unknown()).parse(read(`Countersign-${String(more.env)}-DeployRole.template.json`)),
    ),
    violations: Report.parse(read('validation-report.json')).pluginReports.flatMap(({ violations }) => violations),
  };
}
const prod = synthesize({ env: 'prod', repository: 'example/countersign' });

describe('the role that deploys', () => {
  it('is for jobs of one environment of one repository, by a token of GitHub', () => {
    prod.template.resourceCountIs('AWS::IAM::Role', 1);
    prod.template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: Match.anyValue() },
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
                'token.actions.githubusercontent.com:sub': 'repo:example/countersign:environment:prod',
              },
            },
          },
        ],
      },
      MaxSessionDuration: 3600,
    });
    prod.template.hasResourceProperties('AWS::IAM::OIDCProvider', {
      Url: 'https://token.actions.githubusercontent.com',
      ThumbprintList: Match.absent(),
    });
  });

  it('may assume the roles of the bootstrap, read one profile and look at alarms', () => {
    const policies = Object.values(prod.template.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).toHaveLength(1);
    const text = JSON.stringify(policies[0]?.Properties);
    expect([...text.matchAll(/"Action":("[^"]+"|\[[^\]]+\])/g)].map(([, action]) => action)).toEqual(
      ['sts:AssumeRole', 'ssm:GetParameter', 'cloudwatch:DescribeAlarms'].map((action) => JSON.stringify(action)),
    );
    expect(text).toContain(':parameter/countersign/prod/acceptance');
    expect(text).not.toContain('"Resource":"*"');
  });

  it('breaks no rule', () => {
    expect(prod.violations).toEqual([]);
  });

  it('shares the provider of the account where there is one', () => {
    const beta = synthesize({ env: 'beta', repository: 'example/countersign', provider: 'existing' });
    beta.template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(JSON.stringify(beta.template.toJSON())).toContain(':oidc-provider/token.actions.githubusercontent.com');
  });

  it.each([undefined, 'countersign', 'a/b/c', 'example/*'])('is made for no repository %s', (repository) => {
    expect(() => deployRoleApp({ context: { ...context, env: 'beta', repository } })).toThrow(
      /-c repository=OWNER\/NAME/,
    );
  });
});
