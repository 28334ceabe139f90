import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { EVERY_OPTION } from '../../scripts/second-opinion/templates.ts';
import { synthesize } from './synthesize.ts';

const { context } = z
  .object({ context: z.looseObject({ environments: z.looseObject({ prod: z.looseObject({}) }) }) })
  .parse(cdkJson);

const account = '111122223333';
const texts = (options: Parameters<typeof synthesize>[0]) => {
  const { stateful, stateless, report } = synthesize(options);
  const text = JSON.stringify([stateful.toJSON(), stateless.toJSON()]);
  return { text, violations: report.flatMap(({ violations }) => violations) };
};
const { text: anywhere } = texts({ env: 'prod' });

describe('the templates', () => {
  it('name no partition, region or account', () => {
    expect(anywhere).not.toMatch(/arn:aws[\w-]*:/);
    expect(anywhere).not.toMatch(/\b(us|eu|ap|ca|sa|me|af|il)(-gov)?-(north|south|east|west|central)[a-z]*-\d\b/);
    expect(anywhere).not.toMatch(/(?<![\d.a-f-])\d{12}(?![\d.a-f-])/);
    expect(anywhere).toContain('AWS::Partition');
  });

  it.each([
    ['aws', 'us-east-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('synthesize clean for the partition %s', (partition, region) => {
    const { text, violations } = texts({ env: 'prod', place: { account, region } });
    expect(violations).toEqual([]);
    const other = region.startsWith('us-gov') ? 'us-east-1' : 'us-gov';
    expect(text).not.toContain(other);
    for (const [, named] of text.matchAll(/arn:(aws[\w-]*):/g)) expect(named).toBe(partition);
  });

  it('synthesize clean with every option on', () => {
    const environments = { everything: { ...context.environments.prod, ...EVERY_OPTION } };
    const { text, violations } = texts({ env: 'everything', context: { ...context, environments } });
    expect(violations).toEqual([]);
    for (const named of ['operator@example.org', 'copies-of-bundles', 'sign-in.example.org', 'saml.example.org'])
      expect(text).toContain(named);
  });

  it('have the same resources in both partitions', () => {
    const idsIn = (region: string) => Object.keys(synthesize({ env: 'prod', place: { account, region } }).resources);
    expect(idsIn('us-gov-west-1')).toEqual(idsIn('us-east-1'));
  });
});
