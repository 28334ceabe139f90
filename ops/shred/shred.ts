import {
  DescribeKeyCommand,
  DisableKeyCommand,
  type KeyMetadata,
  type KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Destruction, holdOn, KEPT, partsKept, underWay } from '#core/adjudication/retention/retention.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
import { chained } from '#core/attestation/event-chain.ts';
import { Destructions } from '#functions/shared/retention/destructions.ts';
import { KeptObjects, type Places } from '#functions/shared/retention/kept-objects.ts';
import { deleteVersions, type Version, versionsUnder } from '#functions/shared/retention/object-versions.ts';
import { CaseTable } from '#functions/shared/table/case-table.ts';
import type { CaseItem } from '#functions/shared/table/items.ts';
import { readAll, toStored } from '#functions/shared/table/stored-item.ts';
import { type ShredPlace, ShredRecord, shredKey } from './shred-record.ts';

/** A vendor's key may not be destroyed now; the message names each case that stands in the way. */
export class ShredRefused extends Error {
  override readonly name = 'ShredRefused';
}

export interface ShredRequest {
  readonly vendor: string;
  /** Alias of the vendor's key. */
  readonly alias: string;
  readonly reason: string;
  /** For so long it can be taken back, 7 to 30: KMS deletes the key after. */
  readonly days: number;
}

/** Where a vendor's cases and key are. */
export interface ShredClients {
  readonly items: DynamoDBDocumentClient;
  readonly table: string;
  readonly kms: KMSClient;
  /** Where copies of what the vendor sent lie: they have the key of their region. */
  readonly copies: Places;
}

/**
 * Destroys the key with which everything that a vendor sent is encrypted, and with it all of that, in every version and copy that has this
 * key; copies in another region, which have another, are deleted. First each case says so in its log, so that no hold can come between and nobody is
 * shown any of it; then the key is disabled, and KMS is told to delete it; then the copies go; then each case has its certificate, and the vendor a record that holds them together. An attempt that was broken off
 * is gone on with by calling it again.
 * @throws ShredRefused where a case is under hold, undecided, or being destroyed by its time; nothing has been done then
 */
export async function shred({ items, table, kms, copies }: ShredClients, request: ShredRequest): Promise<ShredRecord> {
  const { vendor, alias, reason, days } = request;
  const cases = new CaseTable(items, table);
  const destructions = new Destructions(cases);
  const before = await recordsOf({ items, table }, vendor);
  const metadata = await describe(kms, alias);
  const { Arn: key = alias } = metadata;
  const known = before.find((record) => record.key === key);
  if (known !== undefined) return known;

  const kept = (await casesOf(cases, vendor)).filter(({ bundle, retention = KEPT }) => {
    return partsKept(retention, bundle).length > 0 || underWay(retention) !== null;
  });
  const bars = kept.flatMap((item) => barTo(item) ?? []);
  if (bars.length > 0)
    throw new ShredRefused(
      `The key of ${vendor} may not be destroyed now.\n${bars.map((bar) => `- ${bar}`).join('\n')}`,
    );
  const because = { kind: 'key' as const, key, reason };
  const begun: { current: CaseItem; destruction: Destruction }[] = [];
  for (const current of kept) {
    const destruction = underWay(current.retention ?? KEPT);
    const { bundle, retention = KEPT } = current;
    const parts = partsKept(retention, bundle);
    begun.push(
      destruction === null
        ? await destructions.begin(current, { parts, bundle, because, inventory: null })
        : { current, destruction },
    );
  }

  const keyDeletedOn = await deletion(kms, key, metadata, days);
  await deleteCopies(
    copies,
    vendor,
    begun.map(({ current }) => current),
  );
  for (const { current, destruction } of begun) await destructions.certify(current, destruction, keyDeletedOn);
  // Also those of an attempt that was broken off.
  const certificates = await certificatesOf(cases, vendor);
  const content = { vendor, key, reason, at: new Date().toISOString(), keyDeletedOn };
  const record = ShredRecord.parse(
    chained(before.at(-1) ?? null, { ...content, cases: certificates.length, certificates: digestOf(certificates) }),
  );
  await items.send(
    new PutCommand({
      TableName: table,
      Item: toStored(shredKey(vendor, record.seq), record),
      ConditionExpression: 'attribute_not_exists(PK)',
    }),
  );
  return record;
}

/** Deletes every copy of what a vendor has put into the bucket of bundles, and of what was read from the bundles of these cases. */
async function deleteCopies(copies: Places, vendor: string, items: readonly CaseItem[]): Promise<void> {
  for (const place of copies.bundles) {
    const all: Version[] = [];
    for await (const version of versionsUnder(place, `vendors/${vendor}/`)) all.push(version);
    await deleteVersions(place, all);
  }
  const evidence = new KeptObjects({ bundles: [], evidence: copies.evidence });
  for (const item of items) await evidence.delete(await evidence.versions(item, ['evidence'], item.bundle));
}

/** Why a case keeps the key from being destroyed; null where it does not. */
function barTo({ caseId, status, retention = KEPT }: CaseItem): string | null {
  const hold = holdOn(retention);
  if (hold !== null) return `${caseId} is under a legal hold: ${hold.placed.reason}`;
  if (status !== 'decided') return `${caseId} is ${status.replaceAll('_', ' ')}; it has to be decided, or withdrawn`;
  if (underWay(retention)?.by === 'term')
    return `${caseId} is being destroyed by its time; try again after the next run`;
  return null;
}

/** All cases of a vendor, as they stand. */
async function casesOf(cases: CaseTable, vendor: string): Promise<CaseItem[]> {
  const found: CaseItem[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await cases.casesOf(vendor, 100, start);
    for (const { caseId } of page.cases) {
      const item = await cases.case(caseId);
      if (item !== null) found.push(item);
    }
    start = page.next ?? undefined;
  } while (start !== undefined);
  return found;
}

/** The certificates of all cases of a vendor that went with a key, by case. */
async function certificatesOf(cases: CaseTable, vendor: string) {
  const found = (await casesOf(cases, vendor)).flatMap(({ caseId, retention = KEPT }) =>
    retention.destructions.flatMap(({ by, ended }) =>
      by === 'key' && ended !== null ? [{ caseId, seq: ended.seq, hash: ended.hash }] : [],
    ),
  );
  return found.toSorted((a, b) => (a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : a.seq - b.seq));
}

async function describe(kms: KMSClient, alias: string): Promise<KeyMetadata> {
  const { KeyMetadata: metadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias }));
  if (metadata === undefined) throw new ShredRefused(`KMS says nothing of ${alias}`);
  return metadata;
}

/** Disables a key and has KMS delete it, where that was not done before. @returns when it is gone for good */
async function deletion(
  kms: KMSClient,
  key: string,
  { KeyState, DeletionDate }: Pick<KeyMetadata, 'KeyState' | 'DeletionDate'>,
  days: number,
): Promise<string> {
  if (KeyState === 'PendingDeletion' && DeletionDate !== undefined) return DeletionDate.toISOString();
  await kms.send(new DisableKeyCommand({ KeyId: key }));
  const { DeletionDate: on } = await kms.send(
    new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: days }),
  );
  if (on === undefined) throw new ShredRefused(`KMS does not say when it deletes ${key}`);
  return on.toISOString();
}

async function recordsOf({ items, table }: ShredPlace, vendor: string): Promise<ShredRecord[]> {
  const { PK, SK } = shredKey(vendor, 0);
  const { Items = [] } = await items.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'PK = :vendor AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':vendor': PK, ':prefix': SK.replace(/\d+$/, '') },
      ConsistentRead: true,
    }),
  );
  return readAll(ShredRecord, Items);
}
