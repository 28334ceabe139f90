import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { routes } from '../../infra/constructs/vendor-api.ts';
import { allows, policiesByRole } from './iam.ts';
import { resolver } from './intrinsics.ts';
import { synthesize } from './synthesize.ts';

const synthesized = synthesize({ agencies: ['nsa'] });
const policies = policiesByRole(synthesized);
const text = resolver(synthesized);
const { resources } = synthesized;

const idsOf = (type: string, name: RegExp) =>
  Object.entries(resources).flatMap(([id, { Type }]) => (Type === type && name.test(id) ? [id] : []));
const [bucket] = idsOf('AWS::S3::Bucket', /^LogBucket/);
const [table] = idsOf('AWS::DynamoDB::Table', /^Cases/);
const signing = idsOf('AWS::KMS::Key', /^SigningKeys/);

/** Roles that may do something, by what of their name is ours. */
const allowed = (request: Parameters<typeof allows>[1]) =>
  [...policies]
    .filter(([, statements]) => allows(statements, request))
    .map(([role]) => /^<(?:Functions|Attestation|[A-Z]\w*?)?(\w+?)AccessRole/.exec(role)?.[1] ?? role)
    .sort();
const item = (action: string, PK: string) => ({
  action: `dynamodb:${action}`,
  resource: `<${table}.Arn>`,
  context: { 'dynamodb:LeadingKeys': [PK] },
});

const Policy = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string().optional(),
      Effect: z.string(),
      Action: z.union([z.string(), z.array(z.string())]),
      Principal: z.unknown(),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});
const statementsOf = (policy: unknown) => new Map(Policy.parse(policy).Statement.map((one) => [one.Sid, one]));

describe('the keys that sign', () => {
  it('sign for one function, each by its algorithm', () => {
    expect(signing).toHaveLength(2);
    for (const id of signing) {
      const request = { action: 'kms:Sign', resource: `<${id}.Arn>` };
      const [mine, other] = id.includes('Log')
        ? ['ED25519_SHA_512', 'ECDSA_SHA_256']
        : ['ECDSA_SHA_256', 'ED25519_SHA_512'];
      expect(allowed({ ...request, context: { 'kms:SigningAlgorithm': [mine] } }), id).toEqual(['Attest']);
      expect(allowed({ ...request, context: { 'kms:SigningAlgorithm': [other] } }), id).toEqual([]);
    }
  });

  it('refuse everybody else, whatever a policy allows, and are ended by nobody', () => {
    const [role] = Object.values(resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::IAM::Role' && Properties.RoleName !== undefined ? [text(Properties.RoleName)] : [],
    );
    for (const id of signing) {
      const statements = statementsOf(resources[id]?.Properties.KeyPolicy);
      const only = statements.get('OnlyTheSignerSigns');
      expect(only).toMatchObject({ Effect: 'Deny', Action: 'kms:Sign', Principal: { AWS: '*' } });
      const arn = text(only?.Condition?.ArnNotEquals?.['aws:PrincipalArn']);
      expect(role).toContain('-attest-');
      expect(arn.endsWith(`:role/${role}`), arn).toBe(true);
      expect(statements.get('NobodyEndsIt')).toMatchObject({
        Effect: 'Deny',
        Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
      });
      expect(statements.get('NobodyLendsIt')).toMatchObject({ Effect: 'Deny', Action: 'kms:CreateGrant' });
    }
  });
});

describe('the function that signs', () => {
  it('writes attestations and what is known of the log, and nothing of a case or of a vendor', () => {
    expect(allowed(item('PutItem', 'ATTESTATION#case-1'))).toEqual(['Attest']);
    expect(allowed(item('PutItem', 'SERVICE#verdicts'))).toEqual(['Attest']);
    for (const PK of ['CASE#case-1', 'VENDOR#acme', 'CLIENT#1', 'BALLOT#1'])
      expect(allowed(item('PutItem', PK)), PK).not.toContain('Attest');
    for (const action of ['DeleteItem', 'UpdateItem'])
      for (const PK of ['ATTESTATION#case-1', 'SERVICE#verdicts', 'LOGGED#standard'])
        expect(allowed(item(action, PK)), `${action} ${PK}`).toEqual([]);
  });

  it('writes the log alone, and sees no evidence and no bundle', () => {
    for (const key of ['checkpoint', 'tile/0/000.p/1', 'claim/0'])
      expect(allowed({ action: 's3:PutObject', resource: `<${bucket}.Arn>/${key}` }), key).toEqual(['Attest']);
    const [evidence] = idsOf('AWS::S3::Bucket', /^EvidenceBucket/);
    const [bundles] = idsOf('AWS::S3::Bucket', /^BundlesBucket/);
    for (const resource of [
      `<${evidence}.Arn>/evidence/case-1/_case/bundle.json`,
      `<${bundles}.Arn>/vendors/acme/1/bundle.zip`,
    ])
      expect(allowed({ action: 's3:GetObject', resource })).not.toContain('Attest');
  });
});

describe('the log', () => {
  it('is read by its writer and by the function that serves it; claims by the writer alone', () => {
    const get = (key: string) => allowed({ action: 's3:GetObject', resource: `<${bucket}.Arn>/${key}` });
    expect(get('tile/0/000')).toEqual(['Attest', 'Transparency']);
    expect(get('claim/0')).toEqual(['Attest']);
  });

  it('is deleted by nobody, and but for its checkpoint written once', () => {
    const [id] = idsOf('AWS::S3::BucketPolicy', /^LogBucket/);
    const statements = statementsOf(resources[id ?? '']?.Properties.PolicyDocument);
    expect(statements.get('NobodyDeletes')).toMatchObject({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    });
    expect(statements.get('NobodyReplaces')).toMatchObject({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Condition: { Null: { 's3:if-none-match': 'true' } },
    });
  });
});

describe('the keys of vendors', () => {
  it('are changed by the API alone, read by it and by the function that opens bundles, and never removed', () => {
    expect(allowed(item('PutItem', 'VENDOR#acme'))).toEqual(['Api']);
    expect(allowed(item('Query', 'VENDOR#acme'))).toEqual(['Api', 'OpenBundle']);
    for (const action of ['DeleteItem', 'UpdateItem']) expect(allowed(item(action, 'VENDOR#acme'))).toEqual([]);
    expect(
      routes.filter(({ path }) => path.startsWith('/vendors')).map(({ method, scope }) => [method, scope]),
    ).toEqual([
      ['GET', 'countersign/read'],
      ['POST', 'countersign/act'],
    ]);
  });
});
