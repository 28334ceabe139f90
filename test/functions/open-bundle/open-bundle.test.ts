import '../setup-standards.ts';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '#functions/open-bundle/open-bundle.lambda.ts';
import { bundleOf } from '../../fixtures/bundle-builder.ts';
import { inMemoryAws } from '../../statemachines/support/in-memory-aws.ts';

const aws = inMemoryAws();
const CASE = `case-${'a'.repeat(40)}`;
const ref = { caseId: CASE, bucket: 'bundles', key: 'vendors/acme/s-1/bundle.zip', versionId: 'v1' };

beforeEach(() => {
  aws.objects.clear();
  aws.items.clear();
  aws.objects.set(`bundles/${ref.key}`, bundleOf({}));
});

describe('a bundle that is opened', () => {
  it('asks for the keys of the vendor in whose name it was uploaded', async () => {
    await handler(ref);
    const [query] = aws.table.client.commandCalls(QueryCommand);
    expect(query?.args[0].input.ExpressionAttributeValues).toMatchObject({ ':holder': 'VENDOR#acme' });
    expect(aws.objects.has(`evidence/evidence/${CASE}/_case/bundle.json`)).toBe(true);
  });

  it('is not opened at all where the registry of keys cannot be read', async () => {
    aws.items.set('VENDOR#acme KEY#000000', { PK: 'VENDOR#acme', SK: 'KEY#000000', type: 'no such event' });
    await expect(handler(ref)).rejects.toThrow();
    expect(aws.objects.has(`evidence/evidence/${CASE}/_case/bundle.json`)).toBe(false);
  });

  it('is not opened where it lies under no vendor', async () => {
    aws.objects.set('bundles/elsewhere/bundle.zip', new Uint8Array());
    await expect(handler({ ...ref, key: 'elsewhere/bundle.zip' })).rejects.toThrow('under no vendor');
  });
});
