import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commentOn } from '../../scripts/judge-diff/comment.ts';
import { judge } from '../../scripts/judge-diff/judge.ts';
import { acceptanceOf } from '../../scripts/judge-diff/objection.ts';
import { Template } from '../../scripts/judge-diff/template.ts';
import { root, synthesize } from '../infra/synthesize.ts';

const real = Template.parse(synthesize({ env: 'prod' }).stateful.toJSON());
const stateless = Template.parse(synthesize({ env: 'prod' }).stateless.toJSON());

const stack = (resources: object) => new Map([['S', Template.parse({ Resources: resources })]]);
const objectionsTo = (before: object, after: object) =>
  judge(stack(before), stack(after)).flatMap(({ objections }) =>
    objections.map(({ kind, resource, what }) => ({ kind, resource, what })),
  );
/** The real template with one resource changed. */
function changed(template: Template, type: string, change: (properties: Record<string, unknown>) => object): Template {
  const [id, resource] = Object.entries(template.Resources).find(([, { Type }]) => Type === type) ?? expect.fail(type);
  return Template.parse({
    ...template,
    Resources: { ...template.Resources, [id]: { ...resource, Properties: change(resource.Properties) } },
  });
}
const kindsOf = (before: Template, after: Template) =>
  judge(new Map([['S', before]]), new Map([['S', after]])).flatMap(({ objections }) =>
    objections.map(({ kind }) => kind),
  );

const role = (actions: unknown, resources: unknown, condition?: object, effect = 'Allow') => ({
  P: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: {
        Statement: [
          { Effect: effect, Action: actions, Resource: resources, ...(condition && { Condition: condition }) },
        ],
      },
    },
  },
});

describe('a change that destroys', () => {
  const table = (properties: object) => ({
    T: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }], ...properties },
    },
  });

  it('removes what holds data, whether the data stays or not', () => {
    expect(objectionsTo(table({}), {})).toMatchObject([
      { kind: 'destroys', resource: 'T', what: expect.stringContaining('is removed') },
    ]);
    const kept = { T: { ...table({}).T, DeletionPolicy: 'Retain' } };
    expect(objectionsTo(kept, {})).toMatchObject([
      { kind: 'destroys', what: expect.stringContaining('no longer looked after') },
    ]);
  });

  it('replaces it, and the property that does so is named', () => {
    const other = table({ KeySchema: [{ AttributeName: 'ID', KeyType: 'HASH' }] });
    expect(objectionsTo(table({}), other)).toMatchObject([
      { kind: 'destroys', what: expect.stringContaining('KeySchema') },
    ]);
  });

  it('renames it: a logical id is what CloudFormation knows it by', () => {
    expect(objectionsTo(table({}), { Other: table({}).T }).map(({ kind }) => kind)).toEqual(['destroys']);
  });

  it('drops a whole stack', () => {
    const [gone] = judge(new Map([['S', real]]), new Map());
    expect(gone?.objections.filter(({ kind }) => kind === 'destroys').length).toBeGreaterThan(8);
  });

  it('is none that removes what holds nothing, or adds', () => {
    expect(objectionsTo({ A: { Type: 'AWS::CloudWatch::Alarm', Properties: {} } }, {})).toEqual([]);
    expect(objectionsTo({}, table({}))).toEqual([]);
  });
});

describe('a change that takes a guard away', () => {
  it.each([
    ['AWS::DynamoDB::Table', { DeletionProtectionEnabled: false }],
    ['AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } }],
    ['AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Suspended' } }],
    ['AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }],
    ['AWS::Cognito::UserPool', { MfaConfiguration: 'OPTIONAL' }],
    ['AWS::KMS::Key', { EnableKeyRotation: false }],
  ])('of %s is seen in the deployed template', (type, properties) => {
    expect(kindsOf(real, real)).toEqual([]);
    expect(
      new Set(
        kindsOf(
          real,
          changed(real, type, (own) => ({ ...own, ...properties })),
        ),
      ),
    ).toEqual(new Set(['unguards']));
  });

  it('lets data go with its stack', () => {
    const bucket = { Type: 'AWS::S3::Bucket', Properties: {}, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    expect(objectionsTo({ B: bucket }, { B: { ...bucket, DeletionPolicy: 'Delete' } })).toMatchObject([
      { kind: 'unguards' },
    ]);
  });

  it('opens a route of the API, old or new, to everybody', () => {
    const route = (AuthorizationType: string) => ({
      R: { Type: 'AWS::ApiGatewayV2::Route', Properties: { AuthorizationType } },
    });
    expect(objectionsTo(route('JWT'), route('NONE'))).toMatchObject([{ kind: 'unguards' }]);
    expect(objectionsTo({}, route('NONE'))).toMatchObject([{ kind: 'unguards' }]);
    expect(objectionsTo({}, route('JWT'))).toEqual([]);
    expect(objectionsTo(route('NONE'), route('NONE'))).toEqual([]);
  });
});

describe('a change that widens', () => {
  const get = role(['s3:GetObject'], ['arn:b/a/*'], { StringLike: { k: ['x', 'y'] } });

  it.each([
    ['an action', role(['s3:GetObject', 's3:PutObject'], ['arn:b/a/*'], { StringLike: { k: ['x', 'y'] } })],
    ['a wildcard of actions', role('s3:*', ['arn:b/a/*'], { StringLike: { k: ['x', 'y'] } })],
    ['a resource', role(['s3:GetObject'], ['arn:b/*'], { StringLike: { k: ['x', 'y'] } })],
    ['a value of a condition', role(['s3:GetObject'], ['arn:b/a/*'], { StringLike: { k: ['x', 'y', 'z'] } })],
    ['no condition', role(['s3:GetObject'], ['arn:b/a/*'])],
    ['another condition', role(['s3:GetObject'], ['arn:b/a/*'], { StringLike: { l: ['x'] } })],
    [
      'all but one',
      {
        P: {
          ...get.P,
          Properties: {
            ...get.P.Properties,
            PolicyDocument: { Statement: [{ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }] },
          },
        },
      },
    ],
    ['another role', { P: { ...get.P, Properties: { ...get.P.Properties, Roles: [{ Ref: 'Other' }] } } }],
  ])('has %s', (_, after) => {
    expect(objectionsTo(get, after)).toMatchObject([{ kind: 'widens' }]);
  });

  it.each([
    ['the same in another policy', { Q: get.P }],
    ['a narrower resource', role(['s3:GetObject'], ['arn:b/a/c/*'], { StringLike: { k: ['x', 'y'] } })],
    ['fewer values of a condition', role(['s3:GetObject'], ['arn:b/a/*'], { StringLike: { k: ['y'] } })],
    [
      'one condition more',
      role(['s3:GetObject'], ['arn:b/a/*'], { StringLike: { k: ['x', 'y'] }, Bool: { b: 'true' } }),
    ],
    ['nothing', {}],
  ])('is none that has %s', (_, after) => {
    expect(objectionsTo(get, after)).toEqual([]);
  });

  it('lifts a denial, or narrows it', () => {
    const deny = role('s3:*', '*', { Bool: { 'aws:SecureTransport': 'false' } }, 'Deny');
    expect(objectionsTo(deny, {})).toMatchObject([
      { kind: 'widens', what: expect.stringContaining('no longer denied') },
    ]);
    expect(objectionsTo(deny, role('s3:Get*', '*', { Bool: { 'aws:SecureTransport': 'false' } }, 'Deny'))).toHaveLength(
      1,
    );
    expect(objectionsTo(deny, role('s3:*', '*', undefined, 'Deny'))).toEqual([]);
  });

  it('trusts somebody else, or attaches a policy that is not ours', () => {
    const trusting = (principal: object, more = {}) => ({
      R: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }],
          },
          ...more,
        },
      },
    });
    const lambda = trusting({ Service: 'lambda.amazonaws.com' });
    expect(objectionsTo(lambda, trusting({ AWS: '*' }))).toMatchObject([{ kind: 'widens' }]);
    const attached = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    expect(objectionsTo(lambda, trusting({ Service: 'lambda.amazonaws.com' }, attached))).toMatchObject([
      { kind: 'widens', what: expect.stringContaining('AdministratorAccess') },
    ]);
  });

  it('lets somebody invoke a function', () => {
    const permission = (Principal: string) => ({
      L: {
        Type: 'AWS::Lambda::Permission',
        Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal },
      },
    });
    expect(objectionsTo(permission('events.amazonaws.com'), permission('*'))).toMatchObject([{ kind: 'widens' }]);
  });

  it('has a statement that only CloudFormation can read', () => {
    const after = {
      P: {
        ...get.P,
        Properties: { ...get.P.Properties, PolicyDocument: { Statement: [{ 'Fn::If': ['C', {}, {}] }] } },
      },
    };
    expect(objectionsTo(get, after)).toMatchObject([
      { kind: 'widens', what: expect.stringContaining('only CloudFormation') },
    ]);
  });

  it('is seen among all policies of the deployed template, and these do not widen themselves', () => {
    expect(kindsOf(stateless, stateless)).toEqual([]);
    const wide = changed(stateless, 'AWS::IAM::ManagedPolicy', (own) => ({
      ...own,
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
    }));
    expect(kindsOf(stateless, wide)).toEqual(['widens']);
  });
});

describe('the check', () => {
  const work = mkdtempSync(join(tmpdir(), 'countersign-judge-'));
  afterAll(() => rmSync(work, { recursive: true }));
  const assembly = (name: string, resources: object) => {
    mkdirSync(join(work, name), { recursive: true });
    writeFileSync(join(work, name, 'S.template.json'), JSON.stringify({ Resources: resources }));
    return join(work, name);
  };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts/judge-diff.ts'), ...args], { encoding: 'utf8' });
  const before = assembly('before', role('s3:GetObject', 'arn:b'));

  it('fails until exactly these objections are accepted', () => {
    const after = assembly('after', role(['s3:GetObject', 's3:PutObject'], 'arn:b'));
    const comment = join(work, 'comment.md');
    const refused = run('--before', before, '--after', after, '--comment', comment);
    expect(refused.status).toBe(1);
    const label = /accepts-[0-9a-f]{12}/.exec(refused.stdout)?.[0] ?? expect.fail(refused.stdout);
    expect(readFileSync(comment, 'utf8')).toMatch(/may s3:GetObject, s3:PutObject on arn:b[\s\S]*\n```/);
    expect(readFileSync(comment, 'utf8')).toContain(`\`${label}\``);
    expect(run('--before', before, '--after', after, '--accepted', 'bug', '--accepted', label).status).toBe(0);
    const more = assembly('more', role(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], 'arn:b'));
    expect(run('--before', before, '--after', more, '--accepted', label).status).toBe(1);
  });

  it('passes where nothing is objected to, and says what it needs', () => {
    expect(run('--before', before, '--after', before)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('no differences'),
    });
    expect(run('--before', before)).toMatchObject({ status: 2, stderr: expect.stringContaining('--after') });
    expect(run('--before', before, '--after', join(work, 'none'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('*.template.json'),
    });
  });

  it('keeps a comment within what GitHub takes, and quotes nothing as markup', () => {
    const text = 'x'.repeat(200_000);
    const objections = [{ kind: 'widens', stack: 'S', resource: 'R', what: 'may <b>*</b>' }] as const;
    const comment = commentOn([
      { stack: 'S', objections, text },
      { stack: 'T', objections: [], text },
    ]);
    expect(comment.length).toBeLessThan(65_536);
    expect(comment).toContain('may \\<b\\>\\*\\</b\\>');
    expect(acceptanceOf(objections)).toMatch(/^accepts-[0-9a-f]{12}$/);
  });
});
