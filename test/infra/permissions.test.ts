import { describe, expect, it } from 'vitest';
import { evidenceKeys } from '../../functions/shared/evidence-keys.ts';
import { keys } from '../../functions/shared/table/items.ts';
import { allows, type PolicyStatement, policiesByRole } from './iam.ts';
import { resolver } from './intrinsics.ts';
import { synthesize } from './synthesize.ts';

const agencies = ['nsa', 'odni', 'oncd', 'os'];
const synthesized = synthesize({ agencies });
const policies = policiesByRole(synthesized);
const text = resolver(synthesized);
const { resources } = synthesized;

const idOf = (type: string, name: RegExp) => {
  const ids = Object.entries(resources).flatMap(([id, { Type }]) => (Type === type && name.test(id) ? [id] : []));
  expect(ids, `${type} ${name}`).toHaveLength(1);
  return ids[0] ?? '';
};
const statementsOf = (fn: RegExp): readonly PolicyStatement[] => {
  const role = resources[idOf('AWS::Lambda::Function', fn)]?.Properties.Role;
  return policies.get(text(role).replace('.Arn', '')) ?? [];
};
const agencyStatements = (agency: string) => statementsOf(new RegExp(`^FunctionsCheckAgency${agency}Function`));

const evidence = `<${idOf('AWS::S3::Bucket', /^EvidenceBucket/)}.Arn>`;
const bundles = `<${idOf('AWS::S3::Bucket', /^BundlesBucket/)}.Arn>`;
const evidenceKey = 'arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/1';
const bundleKey = evidenceKey;
const table = `<${idOf('AWS::DynamoDB::Table', /^Cases/)}.Arn>`;

const caseId = `case-${'0'.repeat(40)}`;
const PACK = 'us-frontier/2026.1';
const review = { caseId, bundle: 1 };
const viaS3 = {
  'kms:ViaService': ['s3.<AWS::Region>.amazonaws.com'],
  'kms:ResourceAliases': ['alias/countersign-prod/vendor/acme'],
};
const readable = (statements: readonly PolicyStatement[], key: string) => ({
  get: allows(statements, { action: 's3:GetObject', resource: `${evidence}/${key}` }),
  version: allows(statements, { action: 's3:GetObjectVersion', resource: `${evidence}/${key}` }),
  decrypt: allows(statements, {
    action: 'kms:Decrypt',
    resource: evidenceKey,
    context: { ...viaS3, 'kms:EncryptionContext:aws:s3:arn': [`${evidence}/${key}`] },
  }),
});
const writable = (statements: readonly PolicyStatement[], key: string) => ({
  put: allows(statements, { action: 's3:PutObject', resource: `${evidence}/${key}` }),
  encrypt: allows(statements, {
    action: 'kms:GenerateDataKey',
    resource: evidenceKey,
    context: { ...viaS3, 'kms:EncryptionContext:aws:s3:arn': [`${evidence}/${key}`] },
  }),
});
const NOT_READABLE = { get: false, version: false, decrypt: false };
const NOT_WRITABLE = { put: false, encrypt: false };

/** What the workflow keeps for itself; a vendor chooses the ids of evaluations, and may choose an agency's name. */
const kept = [
  evidenceKeys.bundleIndex(review),
  evidenceKeys.findings(review, PACK),
  ...[...agencies, 'evidence', 'report'].map((id) => evidenceKeys.evaluation(review, id)),
  evidenceKeys.report(review, 'joint', PACK),
];

describe('the role of an agency', () => {
  it.each(agencies)('%s reads its evidence and writes its report', (agency) => {
    const own = agencyStatements(agency);
    expect(readable(own, evidenceKeys.agencyEvidence(review, agency, PACK))).toEqual({
      get: true,
      version: true,
      decrypt: true,
    });
    expect(writable(own, evidenceKeys.report(review, agency, PACK))).toEqual({ put: true, encrypt: true });
    expect(writable(own, evidenceKeys.agencyEvidence(review, agency, PACK))).toEqual(NOT_WRITABLE);
  });

  const pairs = agencies.flatMap((agency) =>
    agencies.filter((other) => other !== agency).map((other) => [agency, other] as const),
  );
  it.each(pairs)('%s can neither read nor write what is of %s', (agency, other) => {
    const own = agencyStatements(agency);
    for (const key of [evidenceKeys.agencyEvidence(review, other, PACK), evidenceKeys.report(review, other, PACK)]) {
      expect(readable(own, key), key).toEqual(NOT_READABLE);
      expect(writable(own, key), key).toEqual(NOT_WRITABLE);
    }
  });

  it.each(agencies)('%s can neither read nor write what the workflow keeps', (agency) => {
    const own = agencyStatements(agency);
    for (const key of kept) {
      expect(readable(own, key), key).toEqual(NOT_READABLE);
      expect(writable(own, key), key).toEqual(NOT_WRITABLE);
    }
  });

  it.each(agencies)('%s reaches no bundle, no case, no list of keys, and no key outside S3', (agency) => {
    const own = agencyStatements(agency);
    expect(allows(own, { action: 's3:GetObject', resource: `${bundles}/vendors/acme/1/bundle.zip` })).toBe(false);
    expect(allows(own, { action: 'kms:Decrypt', resource: bundleKey, context: viaS3 })).toBe(false);
    expect(allows(own, { action: 's3:ListBucket', resource: evidence })).toBe(false);
    expect(own.flatMap(({ actions }) => actions).filter((action) => action.startsWith('dynamodb:'))).toEqual([]);
    const object = `${evidence}/${evidenceKeys.agencyEvidence(review, agency, PACK)}`;
    const { 'kms:ViaService': _, ...vendors } = viaS3;
    const direct = { ...vendors, 'kms:EncryptionContext:aws:s3:arn': [object] };
    expect(allows(own, { action: 'kms:Decrypt', resource: evidenceKey, context: direct })).toBe(false);
  });
});

describe('the functions of the workflow', () => {
  const put = (pk: string) => ({
    action: 'dynamodb:PutItem',
    resource: table,
    context: { 'dynamodb:LeadingKeys': [pk] },
  });

  /** Functions whose role may do something to an item of the table. */
  const allowed = (action: string, pk: string) =>
    [...policies]
      .filter(([, statements]) => allows(statements, { ...put(pk), action: `dynamodb:${action}` }))
      .map(([role]) => role.replace(/^<(?:Functions|Attestation|Retention)(\w+)AccessRole.*/, '$1'))
      .sort();

  it('only open-case, sweep-uploads, decide, adjudicate, retain and the API write cases; the API writes submissions', () => {
    const { PK } = keys.case(caseId);
    const writers = ['Adjudicate', 'Api', 'Decide', 'OpenCase', 'SweepUploads'];
    expect(allowed('PutItem', PK)).toEqual([...writers, 'Retain'].sort());
    const duties = keys.duty(caseId, PACK, 'nsa').PK;
    expect([allowed('PutItem', duties), allowed('DeleteItem', duties)]).toEqual([writers, writers]);
    expect(allowed('Query', PK)).toEqual(['Api', 'Attest', 'Decide', 'OpenCase', 'Retain', 'SweepUploads']);
    expect(allows(statementsOf(/^FunctionsApiFunction/), put(keys.submission('1').PK))).toBe(true);
    expect(allows(statementsOf(/^FunctionsApiFunction/), put(keys.client('1').PK))).toBe(false);
  });

  it('only request-determination keeps tokens, only it and wake forget them, only wake lists them, and none reads one alone', () => {
    const { PK } = keys.task(caseId, PACK, 'nsa');
    expect(allowed('PutItem', PK)).toEqual(['RequestDetermination']);
    expect(allowed('DeleteItem', PK)).toEqual(['RequestDetermination', 'Wake']);
    expect(allowed('Query', PK)).toEqual(['Wake']);
    for (const action of ['GetItem', 'BatchGetItem', 'UpdateItem', 'Scan', 'PartiQLSelect'])
      expect(allowed(action, PK), action).toEqual([]);
  });

  it.each([
    ['the API', /^FunctionsApiFunction/, ['byVendor', 'byAgency']],
    ['the sweep', /^FunctionsSweepUploadsFunction/, ['byStatus']],
  ])('%s finds items in the indexes that it needs, in no other', (_, role, indexes) => {
    const own = statementsOf(role);
    const index = (name: string) => ({ action: 'dynamodb:Query', resource: `${table}/index/${name}` });
    expect(['byVendor', 'byAgency', 'byStatus'].filter((name) => allows(own, index(name)))).toEqual(indexes);
  });

  it('only request-determination and wake answer tokens, and only open-case, sweep-uploads, start-review and wake start executions', () => {
    const may = (action: string) =>
      [...policies]
        .filter(([, statements]) =>
          statements.some(({ effect, actions }) => effect === 'Allow' && actions.includes(action)),
        )
        .map(([role]) => role.replace(/^<Functions(\w+)AccessRole.*/, '$1'))
        .filter((role) => !role.startsWith('<'))
        .sort();
    expect(may('states:SendTaskSuccess')).toEqual(['RequestDetermination', 'Wake']);
    expect(may('states:StartExecution')).toEqual(['OpenCase', 'StartReview', 'SweepUploads', 'Wake']);
  });

  it('assemble-evidence writes what each agency reads, and no verdict', () => {
    const own = statementsOf(/^FunctionsAssembleEvidenceFunction/);
    for (const agency of agencies)
      expect(writable(own, evidenceKeys.agencyEvidence(review, agency, PACK))).toEqual({ put: true, encrypt: true });
    expect(writable(own, evidenceKeys.report(review, 'joint', PACK))).toEqual({ put: true, encrypt: true });
    expect(writable(own, evidenceKeys.findings(review, PACK))).toEqual(NOT_WRITABLE);
    for (const agency of agencies)
      expect(writable(own, evidenceKeys.report(review, agency, PACK))).toEqual(NOT_WRITABLE);
  });

  it('decide reads every report and writes the findings', () => {
    const own = statementsOf(/^FunctionsDecideFunction/);
    for (const agency of [...agencies, 'joint'])
      expect(readable(own, evidenceKeys.report(review, agency, PACK))).toEqual({
        get: true,
        version: true,
        decrypt: true,
      });
    expect(writable(own, evidenceKeys.findings(review, PACK))).toEqual({ put: true, encrypt: true });
    for (const agency of agencies)
      expect(writable(own, evidenceKeys.report(review, agency, PACK))).toEqual(NOT_WRITABLE);
  });
});

describe('the functions of notices', () => {
  const writersOf = (pk: string) => {
    const put = { action: 'dynamodb:PutItem', resource: table, context: { 'dynamodb:LeadingKeys': [pk] } };
    const roles = [...policies].flatMap(([role, statements]) => (allows(statements, put) ? [role] : []));
    return roles.map((role) => role.replace(/^<(?:Functions|Notices|CaseEvents)(\w+?)AccessRole.*/, '$1')).sort();
  };

  it('only the API sets where notices go; it, notify and deliver write the outbox', () => {
    expect(writersOf('SETTINGS#vendor:acme')).toEqual(['Api']);
    expect(writersOf('OUTBOX#vendor:acme')).toEqual(['Api', 'Deliver', 'Notify']);
  });

  it('the relay reads cases and puts events on the bus, and writes nothing', () => {
    const actions = statementsOf(/^CaseEventsRelayFunction/).flatMap((statement) => statement.actions);
    expect(actions.filter((action) => /^(dynamodb:(Put|Update|Delete|BatchWrite)|s3:|states:)/.test(action))).toEqual(
      [],
    );
    expect(actions.filter((action) => action.startsWith('events:'))).toEqual(['events:PutEvents']);
  });

  it('only deliver sends mail, from the one address of the deployment', () => {
    const senders = [...policies].filter(([, statements]) =>
      statements.some(({ actions }) => actions.some((action) => action.startsWith('ses:'))),
    );
    expect(senders.map(([role]) => role)).toEqual([expect.stringMatching(/^<NoticesDeliver/)]);
    const own = statementsOf(/^NoticesDeliverFunction/);
    const [resource = ''] = own.find(({ actions }) => actions.includes('ses:SendEmail'))?.resources ?? [];
    const send = (from: string) =>
      allows(own, { action: 'ses:SendEmail', resource, context: { 'ses:FromAddress': [from] } });
    expect([send('countersign@example.org'), send('somebody@example.org')]).toEqual([true, false]);
  });

  it('webhooks of a deployment go to public addresses alone', () => {
    const functions = Object.entries(resources).filter(([id]) => /^(NoticesDeliver|FunctionsApi)Function/.test(id));
    for (const [id, { Properties }] of functions)
      expect(Properties.Environment, id).toMatchObject({ Variables: { WEBHOOK_ALLOWED_NETWORKS: '' } });
    expect(functions).toHaveLength(2);
  });
});

describe('every policy', () => {
  it('names its actions in full', () => {
    const wildcards = [...policies].flatMap(([role, statements]) =>
      statements.flatMap(({ actions }) =>
        actions.filter((action) => action.includes('*')).map((action) => `${role}: ${action}`),
      ),
    );
    expect(wildcards).toEqual([]);
  });

  it('names all resources only for actions that know none', () => {
    const actions = [...policies.values()]
      .flat()
      .flatMap((statement) => (statement.resources.includes('*') ? statement.actions : []));
    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:ListStreams',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('belongs to one role, and each role to one function or machine; none comes from AWS', () => {
    const users = Object.values(resources).flatMap(({ Type, Properties }) => {
      if (Type === 'AWS::Lambda::Function') return [text(Properties.Role)];
      return Type === 'AWS::StepFunctions::StateMachine' ? [text(Properties.RoleArn)] : [];
    });
    const roles = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    expect(users.sort()).toEqual(roles.map(([id]) => `<${id}.Arn>`).sort());
    expect([...policies.keys()].sort()).toEqual(roles.map(([id]) => `<${id}>`).sort());
    for (const [id, { Properties }] of roles) {
      expect(Properties.ManagedPolicyArns, id).toBeUndefined();
      expect(Properties.Policies, id).toBeUndefined();
    }
  });
});
