import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { destructionOf, KEPT } from '#core/adjudication/retention/retention.ts';
import type { KeptPart } from '#core/adjudication/retention/rules.ts';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { bundleOfKey } from '#functions/shared/evidence-keys.ts';
import { CaseItem, VerdictItem } from '#functions/shared/table/items.ts';

/** Where a store lies that is to be verified: the deployed one, or what was restored of it. */
export interface Store {
  readonly items: DynamoDBDocumentClient;
  readonly table: string;
  readonly s3: S3Client;
  readonly bundles: string;
  readonly evidence: string;
}

/** Something that is not as it was written. */
export interface StoreFault {
  readonly caseId: string;
  readonly fault: string;
}

export interface StoreVerification {
  readonly cases: number;
  readonly events: number;
  readonly verdicts: number;
  readonly objects: number;
  readonly faults: StoreFault[];
}

const Keys = z.object({ PK: z.string(), SK: z.string() });

/**
 * Reads every case of a table: its events are one chain of hashes up to the one that its summary names, every verdict of which the log
 * tells is there, and bundle and findings lie in their buckets, in the version that is named. Nothing is changed.
 */
export async function verifyStore(store: Store): Promise<StoreVerification> {
  const total = { cases: 0, events: 0, verdicts: 0, objects: 0 };
  const faults: StoreFault[] = [];
  for (const caseId of await caseIds(store)) {
    const found = await verifyCase(store, caseId);
    total.cases += 1;
    for (const count of ['events', 'verdicts', 'objects'] as const) total[count] += found[count];
    faults.push(...found.faults.map((fault) => ({ caseId, fault })));
  }
  return { ...total, faults };
}

/** By any item that a case has: one whose summary is gone is a case all the same. */
async function caseIds({ items, table }: Store): Promise<string[]> {
  const ids = new Set<string>();
  const scan = { TableName: table, ProjectionExpression: 'PK, SK', ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: items }, scan))
    for (const { PK } of z.array(Keys).parse(Items)) if (PK.startsWith('CASE#')) ids.add(PK.slice('CASE#'.length));
  return [...ids].sort();
}

async function verifyCase(store: Store, caseId: string) {
  const events: CaseEvent[] = [];
  const verdicts: VerdictItem[] = [];
  const faults: string[] = [];
  let summary: CaseItem | null = null;
  const read = <S extends z.ZodType>(schema: S, item: unknown, what: string): z.infer<S> | null => {
    const parsed = schema.safeParse(item);
    if (!parsed.success) faults.push(`${what} cannot be read: ${z.prettifyError(parsed.error)}`);
    return parsed.success ? parsed.data : null;
  };
  const query = {
    TableName: store.table,
    KeyConditionExpression: 'PK = :case',
    ExpressionAttributeValues: { ':case': `CASE#${caseId}` },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: store.items }, query))
    for (const item of Items) {
      const { SK } = Keys.parse(item);
      if (SK === 'CASE') summary = read(CaseItem, item, SK);
      const event = SK.startsWith('EVENT#') ? read(CaseEvent, item, SK) : null;
      const verdict = SK.startsWith('VERDICT#') ? read(VerdictItem, item, SK) : null;
      if (event !== null) events.push(event);
      if (verdict !== null) verdicts.push(verdict);
    }
  faults.push(...verifyChain(events).map(({ seq, fault }) => `event ${seq}: ${fault}`), ...headFaults(summary, events));
  const decided = new Set(
    events.filter(({ type }) => ['decided', 'referred', 'returned'].includes(type)).map(({ seq }) => seq),
  );
  if (decided.size > 0 && verdicts.length === 0) faults.push('the log tells of a verdict, and there is none');
  // What was destroyed by its record is not looked for.
  const retention = summary?.retention ?? KEPT;
  const isKept = (part: KeptPart, bundle: number) => destructionOf(retention, part, bundle) === null;
  const bundleOf = ({ findings }: VerdictItem) => bundleOfKey(findings);
  const objects = [
    ...(summary === null || !isKept('bundle', summary.bundle)
      ? []
      : [{ Bucket: store.bundles, Key: summary.key, VersionId: summary.versionId }]),
    ...verdicts
      .filter((verdict) => isKept('evidence', bundleOf(verdict)))
      .map(({ findings }) => ({ Bucket: store.evidence, Key: findings })),
  ];
  for (const object of objects)
    if (!(await isThere(store.s3, object))) faults.push(`s3://${object.Bucket}/${object.Key} is not there`);
  return { events: events.length, verdicts: verdicts.length, objects: objects.length, faults };
}

function headFaults(summary: CaseItem | null, events: readonly CaseEvent[]): string[] {
  if (summary === null) return ['the summary of the case is not there'];
  const last = events.at(-1);
  if (last?.seq === summary.lastSeq && last.hash === summary.lastHash) return [];
  return [
    `the log ends with event ${last?.seq ?? 'none'}; the summary says ${summary.lastSeq} with another hash or number`,
  ];
}

async function isThere(s3: S3Client, object: { Bucket: string; Key: string; VersionId?: string }): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand(object));
    return true;
  } catch (error) {
    if (error instanceof NotFound || (error instanceof Error && /NotFound|NoSuch/.test(error.name))) return false;
    throw error;
  }
}
