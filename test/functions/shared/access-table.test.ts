import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { nextAccess } from '#core/attestation/access-ledger.ts';
import { table as client } from '#functions/shared/clients.ts';
import { accessKeys } from '#functions/shared/table/access-items.ts';
import { AccessTable } from '#functions/shared/table/access-table.ts';

const db = mockClient(DynamoDBDocumentClient);
const caseId = `case-${'a'.repeat(40)}`;
const at = '2026-05-11T09:00:00.000Z';
const id = 'f3b1c1de-0d3c-4c57-9b8e-2a1f0c3d4e5f';

it('holds fast what a later version of the code recorded, while two run side by side', async () => {
  const reader = { kind: 'person' as const, who: 'p', roles: [] };
  const record = nextAccess({ caseId, id, at, reader, what: 'findings', standard: null, items: [] }, []);
  const later = { ...record, what: 'weights', reader: { ...reader, kind: 'inspector', badge: 7 }, person: 'nora' };
  db.on(QueryCommand).resolves({ Items: [{ ...later, ...accessKeys.access(caseId, at, id) }] });
  const ledger = new AccessTable(client, 'cases');
  expect(await ledger.heads(caseId)).toEqual([record.hash]);
});
