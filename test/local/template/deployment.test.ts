// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of CloudFormation use this syntax.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Json } from '../../../local/step-functions/json.ts';
import type { Stack, Template } from '../../../local/template/cloud-assembly.ts';
import { Deployment } from '../../../local/template/deployment.ts';
import { ResourceError } from '../../../local/template/errors.ts';
import { arn, physicalName, type ResourceType } from '../../../local/template/resource-type.ts';

const ACCOUNT = { accountId: '111122223333', region: 'us-gov-west-1', partition: 'aws-us-gov' };

const Thing: ResourceType<{ Value?: unknown; Name?: string | undefined }> = {
  type: 'Test::Thing',
  properties: z.strictObject({ Value: z.unknown().optional(), Name: z.string().optional() }),
  identify(resource) {
    const name = resource.text('Name') ?? physicalName(resource);
    return { ref: name, attributes: { Arn: arn(resource, 'test', name) } };
  },
};

const stack = (name: string, template: Template): Stack => ({
  name,
  account: null,
  region: null,
  template,
  assets: new Map(),
});

/** What a value in a template comes to, with a few things beside it to refer to. */
function resolved(value: Json, over: Partial<Template> = {}): unknown {
  const first = stack('First', {
    Resources: { Other: { Type: 'Test::Thing' }, Named: { Type: 'Test::Thing', Properties: { Name: 'own-name' } } },
    Outputs: {
      Other: { Value: { 'Fn::GetAtt': ['Other', 'Arn'] }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Other' } } },
    },
  });
  const second = stack('Second', {
    ...over,
    Resources: { Subject: { Type: 'Test::Thing', Properties: { Value: value } }, ...over.Resources },
  });
  const deployment = new Deployment([first, second], [Thing], ACCOUNT);
  return deployment.all(Thing).find(({ stack: of, logicalId }) => of === 'Second' && logicalId === 'Subject')
    ?.properties.Value;
}

describe('the functions of a template', () => {
  it.each<[string, Json, Json]>([
    ['Ref to a resource', { Ref: 'Subject' }, 'Second-Subject'],
    [
      'pseudo parameters',
      { 'Fn::Join': ['/', [{ Ref: 'AWS::Partition' }, { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }]] },
      'aws-us-gov/us-gov-west-1/111122223333',
    ],
    ['GetAtt', { 'Fn::GetAtt': ['Subject', 'Arn'] }, 'arn:aws-us-gov:test:us-gov-west-1:111122223333:Second-Subject'],
    [
      'Sub with a variable, a resource and a literal',
      { 'Fn::Sub': ['${A}-${Subject.Arn}-${!B}', { A: { Ref: 'AWS::Region' } }] },
      'us-gov-west-1-arn:aws-us-gov:test:us-gov-west-1:111122223333:Second-Subject-${B}',
    ],
    ['Select of Split', { 'Fn::Select': [2, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Subject', 'Arn'] }] }] }, 'test'],
    [
      'ImportValue from another stack',
      { 'Fn::ImportValue': 'First:Other' },
      'arn:aws-us-gov:test:us-gov-west-1:111122223333:First-Other',
    ],
    [
      'NoValue in an object and in a list',
      { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }, 2] },
      { b: [1, 2] },
    ],
    ['an object whose key only looks like a function', { Ref: 'Subject', Fn: 1 }, { Ref: 'Subject', Fn: 1 }],
  ])('%s', (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it('follows conditions, and parameters with a default', () => {
    const over: Partial<Template> = {
      Parameters: { Stage: { Type: 'String', Default: 'prod' } },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        IsNot: { 'Fn::Not': [{ 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Or': [{ Condition: 'IsProd' }] }] }] },
      },
      Mappings: { Sizes: { prod: { memory: 512 } } },
    };
    expect(
      resolved({ 'Fn::If': ['IsProd', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 'no'] }, over),
    ).toBe(512);
    expect(resolved({ 'Fn::If': ['IsNot', 'yes', 'no'] }, over)).toBe('no');
  });

  it.each<[string, Json, RegExp]>([
    ['an unknown function', { 'Fn::Transform': {} }, /Second \/ Subject \(Test::Thing\).*Fn::Transform/],
    ['an unknown resource', { Ref: 'Nobody' }, /Second \/ Subject.*Nobody/],
    ['an unknown attribute', { 'Fn::GetAtt': ['Subject', 'Colour'] }, /no attribute Colour of Subject/],
    [
      'an export that nobody makes',
      { 'Fn::ImportValue': 'First:Nothing' },
      /no stack of the assembly exports First:Nothing/,
    ],
    ['a parameter of the account', { Ref: 'Boot' }, /parameter Boot .* has no value on this machine/],
  ])('refuses %s, naming the place', (_, value, message) => {
    const parameters = { Parameters: { Boot: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' } } };
    expect(() => resolved(value, parameters)).toThrow(message);
  });

  it('names a circle', () => {
    const over = {
      Resources: {
        A: { Type: 'Test::Thing', Properties: { Name: { Ref: 'B' } } },
        B: { Type: 'Test::Thing', Properties: { Name: { Ref: 'A' } } },
      },
    };
    expect(() => resolved({ Ref: 'A' }, over)).toThrow(/circular reference: Second\/A -> Second\/B -> Second\/A/);
  });
});

describe('a deployment', () => {
  it('refuses a resource type that it does not know, and lets passive ones be', () => {
    const passive = stack('S', { Resources: { Policy: { Type: 'AWS::IAM::Policy' } } });
    expect(new Deployment([passive], [Thing], ACCOUNT).all(Thing)).toEqual([]);
    const unknown = stack('S', { Resources: { Farm: { Type: 'AWS::EC2::Fleet' } } });
    expect(() => new Deployment([unknown], [Thing], ACCOUNT)).toThrow(ResourceError);
    expect(() => new Deployment([unknown], [Thing], ACCOUNT)).toThrow(/S \/ Farm \(AWS::EC2::Fleet\)/);
  });

  it('refuses a property that it does not know', () => {
    const deployment = new Deployment(
      [stack('S', { Resources: { T: { Type: 'Test::Thing', Properties: { Colour: 'red' } } } })],
      [Thing],
      ACCOUNT,
    );
    expect(() => deployment.all(Thing)).toThrow(/S \/ T \(Test::Thing\)[\s\S]*Colour/);
  });

  it('leaves out what a condition excludes', () => {
    const template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { T: { Type: 'Test::Thing', Condition: 'Never' } },
    };
    expect(new Deployment([stack('S', template)], [Thing], ACCOUNT).all(Thing)).toEqual([]);
  });
});
