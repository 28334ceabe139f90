import { describe, expect, it } from 'vitest';
import { conditionsHold } from './conditions.ts';
import { ACCOUNT, type Decision, evaluate } from './evaluate.ts';
import { type PolicyStatement, statementOf, TemplateStatement } from './statement.ts';

const KEY = 'arn:key';
const OBJECT = 'arn:bucket/evidence/c/nsa/report.json';
const policy = (...statements: object[]): PolicyStatement[] =>
  statements.map((one) => statementOf(TemplateStatement.parse(one), String));
const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
const deny = (Action: string, Resource: string, more: object = {}) => ({ Effect: 'Deny', Action, Resource, ...more });
const role = (...statements: object[]) => ({ role: 'arn:role', policies: policy(...statements) });
const get = { action: 's3:GetObject', resource: OBJECT };
const decrypt = { action: 'kms:Decrypt', resource: KEY };
const byAccount = allow('kms:*', '*', { Principal: { AWS: ACCOUNT } });

describe('a request of a role', () => {
  it.each<[string, Decision, Parameters<typeof evaluate>]>([
    ['nobody allows', 'not allowed', [role(), get, null]],
    ['its policy allows', 'allowed', [role(allow('s3:GetObject', OBJECT)), get, null]],
    ['its policy allows by wildcards', 'allowed', [role(allow('s3:Get*', 'arn:bucket/*/nsa/*')), get, null]],
    ['another action is allowed', 'not allowed', [role(allow('s3:PutObject', OBJECT)), get, null]],
    ['another object is allowed', 'not allowed', [role(allow('s3:GetObject', 'arn:bucket/*/oncd/*')), get, null]],
    [
      'one statement allows and one denies',
      'denied by a statement',
      [role(allow('s3:*', '*'), deny('s3:Get*', '*')), get, null],
    ],
    [
      'a policy denies all but other actions',
      'denied by a statement',
      [role(allow('s3:*', '*'), { Effect: 'Deny', NotAction: 's3:PutObject', Resource: '*' }), get, null],
    ],
    [
      'a policy denies all but this object',
      'allowed',
      [role(allow('s3:*', '*'), { Effect: 'Deny', Action: 's3:*', NotResource: OBJECT }), get, null],
    ],
    [
      'the bucket denies everybody',
      'denied by a statement',
      [role(allow('s3:*', '*')), get, policy(deny('s3:*', '*', { Principal: { AWS: '*' } }))],
    ],
    [
      'the bucket denies the account',
      'denied by a statement',
      [role(allow('s3:*', '*')), get, policy(deny('s3:*', '*', { Principal: { AWS: ACCOUNT } }))],
    ],
    [
      'the bucket denies another role',
      'allowed',
      [role(allow('s3:*', '*')), get, policy(deny('s3:*', '*', { Principal: { AWS: 'arn:other' } }))],
    ],
    [
      'the bucket allows this role alone',
      'allowed',
      [role(), get, policy(allow('s3:*', '*', { Principal: { AWS: 'arn:role' } }))],
    ],
    [
      'the bucket leaves it to the account',
      'not allowed',
      [role(), get, policy(allow('s3:*', '*', { Principal: { AWS: ACCOUNT } }))],
    ],
    ['the key leaves it to the account', 'allowed', [role(allow('kms:Decrypt', KEY)), decrypt, policy(byAccount)]],
    ['the key leaves nothing to the account', 'not allowed', [role(allow('kms:Decrypt', KEY)), decrypt, policy()]],
    [
      'the key leaves another action to the account',
      'not allowed',
      [role(allow('kms:*', KEY)), decrypt, policy(allow('kms:Encrypt', '*', { Principal: { AWS: ACCOUNT } }))],
    ],
    [
      'a service is allowed instead',
      'not allowed',
      [role(), decrypt, policy(allow('kms:*', '*', { Principal: { Service: 'logs' } }))],
    ],
  ])('%s: %s', (_, expected, given) => {
    expect(evaluate(...given)).toBe(expected);
  });

  it('of a service is decided by the resource alone', () => {
    const forLogs = policy(allow('kms:Decrypt', '*', { Principal: { Service: 'logs' } }));
    expect(evaluate({ service: 'logs' }, decrypt, forLogs)).toBe('allowed');
    expect(evaluate({ service: 'sns' }, decrypt, forLogs)).toBe('not allowed');
    expect(evaluate({ service: 'logs' }, decrypt, policy(byAccount))).toBe('not allowed');
  });
});

describe('conditions', () => {
  const holds = (operator: string, key: string, values: string[], context: Record<string, string[]>) =>
    conditionsHold(new Map([[operator, new Map([[key, values]])]]), context);

  it.each<[string, string[], string[] | undefined, boolean]>([
    ['StringEquals', ['a', 'b'], ['b'], true],
    ['StringEquals', ['a*'], ['ab'], false],
    ['StringEquals', ['a'], undefined, false],
    ['StringEqualsIfExists', ['a'], undefined, true],
    ['StringNotEquals', ['a', 'b'], ['b'], false],
    ['StringNotEquals', ['a'], ['c'], true],
    ['StringNotEquals', ['a'], undefined, true],
    ['StringLike', ['a*'], ['ab/c'], true],
    ['StringNotLike', ['a*'], ['ab'], false],
    ['ArnLike', ['arn:?:x'], ['arn:1:x'], true],
    ['Bool', ['false'], ['false'], true],
    ['Bool', ['false'], ['true'], false],
    ['NumericLessThan', ['1.2'], ['1.1'], true],
    ['NumericLessThan', ['1.2'], ['1.2'], false],
    ['Null', ['true'], undefined, true],
    ['Null', ['true'], ['x'], false],
    ['ForAllValues:StringLike', ['CASE#*'], ['CASE#1', 'CASE#2'], true],
    ['ForAllValues:StringLike', ['CASE#*'], ['CASE#1', 'TASK#2'], false],
    // What AWS warns of: it holds where the request has no such key.
    ['ForAllValues:StringLike', ['CASE#*'], undefined, true],
    ['ForAnyValue:StringLike', ['CASE#*'], ['TASK#1', 'CASE#2'], true],
    ['ForAnyValue:StringLike', ['CASE#*'], undefined, false],
  ])('%s %j of %j is %s', (operator, values, actual, expected) => {
    expect(holds(operator, 'k', values, actual === undefined ? {} : { K: actual })).toBe(expected);
  });

  it('every operator and every key has to hold', () => {
    const conditions = new Map([
      [
        'StringEquals',
        new Map([
          ['a', ['1']],
          ['b', ['2']],
        ]),
      ],
    ]);
    expect(conditionsHold(conditions, { a: ['1'], b: ['2'] })).toBe(true);
    expect(conditionsHold(conditions, { a: ['1'], b: ['3'] })).toBe(false);
  });

  it('that are not known are refused, not guessed', () => {
    expect(() => holds('DateLessThan', 'k', ['1'], { k: ['0'] })).toThrow(/DateLessThan/);
    expect(() => holds('StringEquals', 'k', ['$'.concat('{aws:username}')], { k: ['x'] })).toThrow(/variables/);
    expect(() => holds('StringEquals', 'k', ['a'], { k: ['a', 'b'] })).toThrow(/one value/);
    expect(() => TemplateStatement.parse({ Effect: 'Allow', Action: 'a', Resource: '*', NotPrincipal: '*' })).toThrow();
  });
});
