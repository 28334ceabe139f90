import { describe, expect, it } from 'vitest';
import { evidenceKeys } from '../../functions/shared/evidence-keys.ts';
import { ballotKeys } from '../../functions/shared/table/ballot-items.ts';
import { keys } from '../../functions/shared/table/items.ts';
import { allows, policiesByRole } from './iam.ts';
import { resolver } from './intrinsics.ts';
import { synthesize } from './synthesize.ts';

const synthesized = synthesize({ agencies: ['nsa', 'oncd'] });
const policies = policiesByRole(synthesized);
const text = resolver(synthesized);
const { resources } = synthesized;
const idOf = (type: string, name: RegExp) =>
  Object.entries(resources).find(([id, { Type }]) => Type === type && name.test(id))?.[0] ?? expect.fail(String(name));
const statementsOf = (fn: RegExp) =>
  policies.get(text(resources[idOf('AWS::Lambda::Function', fn)]?.Properties.Role).replace('.Arn', '')) ?? [];
const bucket = `<${idOf('AWS::S3::Bucket', /^EvidenceBucket/)}.Arn>`;
const table = `<${idOf('AWS::DynamoDB::Table', /^Cases/)}.Arn>`;
const review = { caseId: `case-${'0'.repeat(40)}`, bundle: 2 };

/** Which functions may do something to an object of evidence. */
const reach = (action: string, key: string) =>
  [...policies].flatMap(([role, statements]) =>
    allows(statements, { action, resource: `${bucket}/${key}` })
      ? [role.replace(/^<Functions(\w+)AccessRole.*/, '$1')]
      : [],
  );
const onItem = (action: string, pk: string) =>
  [...policies].flatMap(([role, statements]) =>
    allows(statements, { action: `dynamodb:${action}`, resource: table, context: { 'dynamodb:LeadingKeys': [pk] } })
      ? [role.replace(/^<Functions(\w+)AccessRole.*/, '$1')]
      : [],
  );

describe('what is taken over and compared', () => {
  const reading = evidenceKeys.reading(review, 'cyber');

  it('is written by the function that reads logs, and read by it and the API alone', () => {
    expect(reach('s3:PutObject', reading)).toEqual(['ReadEvaluation']);
    expect(reach('s3:GetObject', reading).sort()).toEqual(['Api', 'ReadEvaluation']);
  });

  it('is copied without reading a report or what an agency gets', () => {
    const own = statementsOf(/^FunctionsReadEvaluationFunction/);
    for (const key of [evidenceKeys.report(review, 'nsa', 'p/1'), evidenceKeys.agencyEvidence(review, 'nsa', 'p/1')])
      expect(allows(own, { action: 's3:GetObject', resource: `${bucket}/${key}` })).toBe(false);
  });

  it('the API reads for its answers, and changes nothing of', () => {
    const keysOfCase = [
      reading,
      evidenceKeys.bundleIndex(review),
      evidenceKeys.evaluation(review, 'cyber'),
      evidenceKeys.findings(review, 'p/1'),
    ];
    for (const key of keysOfCase) {
      expect(reach('s3:GetObject', key), key).toContain('Api');
      expect(reach('s3:PutObject', key), key).not.toContain('Api');
    }
    for (const key of [evidenceKeys.agencyEvidence(review, 'nsa', 'p/1'), evidenceKeys.report(review, 'nsa', 'p/1')])
      expect(reach('s3:GetObject', key), key).not.toContain('Api');
  });
});

describe('precedents and ballots', () => {
  const precedents = keys.precedents('us-frontier/2026.1').PK;
  const ballot = ballotKeys.ballot('us-frontier@2026.2').PK;

  it('are written and listed by the API alone, and never removed', () => {
    for (const pk of [precedents, ballot, ballotKeys.list]) {
      expect(onItem('PutItem', pk), pk).toEqual(['Api']);
      expect(onItem('Query', pk), pk).toEqual(['Api']);
      expect(onItem('DeleteItem', pk), pk).toEqual([]);
    }
    expect(onItem('GetItem', ballot)).toEqual(['Api']);
    expect(onItem('GetItem', precedents)).toEqual([]);
  });

  it('the register is written by what moves a case, and listed by the API alone', () => {
    const register = keys.register('us-frontier/2026.1').PK;
    for (const action of ['PutItem', 'DeleteItem'])
      expect(onItem(action, register).sort(), action).toEqual([
        'Adjudicate',
        'Api',
        'Decide',
        'OpenCase',
        'SweepUploads',
      ]);
    expect(onItem('Query', register)).toEqual(['Api']);
    expect(onItem('GetItem', register)).toEqual([]);
  });
});
