import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const CdkJson = z.object({
  context: z.looseObject({ environments: z.looseObject({ prod: z.looseObject({}) }) }),
});

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/00000000-0000-4000-8000-000000000000';

/** What an environment may have beside what those of `cdk.json` do have. */
export const EVERY_OPTION = {
  caseUrl: 'https://countersign.example.org/console/cases/{caseId}',
  operators: ['operator@example.org'],
  providers: [
    {
      kind: 'oidc',
      name: 'Agency',
      issuer: 'https://sign-in.example.org',
      clientId: 'countersign',
      clientSecret: '{{resolve:secretsmanager:countersign/agency}}',
      secondFactor: { claim: 'amr', values: ['mfa'] },
    },
    { kind: 'saml', name: 'Vendor', metadata: 'https://saml.example.org/metadata.xml' },
  ],
  breakGlass: true,
  uploadRoles: {
    acceptance: { principal: 'arn:aws:iam::111122223333:root', externalId: 'agreed-on-with-the-vendor' },
  },
  replicas: {
    bundles: { bucket: 'arn:aws:s3:::copies-of-bundles', key: KEY },
    evidence: { bucket: 'arn:aws:s3:::copies-of-evidence', key: KEY },
  },
};

/**
 * The templates of every app: of each environment in `cdk.json`, of one more with every option on, and of what is deployed beside them.
 * @param work an empty folder, to which they are written
 * @returns their paths
 */
export function writeTemplates(root: string, work: string): string[] {
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const environments = { ...context.environments, everything: { ...context.environments.prod, ...EVERY_OPTION } };
  const synthesize = (app: string, folder: string, more: Readonly<Record<string, string>>) => {
    const CDK_CONTEXT_JSON = JSON.stringify({ ...context, environments, ...more });
    execFileSync(process.execPath, [join(root, 'infra', app)], {
      cwd: root,
      env: { ...process.env, CDK_OUTDIR: join(work, folder), CDK_CONTEXT_JSON },
    });
  };
  for (const env of Object.keys(environments)) synthesize('app.ts', env, { env });
  synthesize('replicas.ts', 'replicas', { env: 'prod' });
  const repository = 'owner/name';
  synthesize('deploy-role.ts', 'deploy-role', { env: 'prod', repository });
  synthesize('deploy-role.ts', 'deploy-role-of-known-provider', { env: 'beta', repository, provider: 'existing' });
  return globSync('*/*.template.json', { cwd: work })
    .sort()
    .map((name) => join(work, name));
}
