import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { destructionOf, KEPT } from '#core/adjudication/retention/retention.ts';
import type { KeptPart } from '#core/adjudication/retention/rules.ts';
import { heldFast } from '#core/api/accesses.ts';
import { AccessRecord, verifyLedger } from '#core/attestation/access-ledger.ts';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { bundleOfKey } from '#functions/shared/evidence-keys.ts';
import { accessKeys } from '#functions/shared/table/access-items.ts';
import { ballotKeys } from '#functions/shared/table/ballot-items.ts';
import { CaseItem, VerdictItem } from '#functions/shared/table/items.ts';
import { headFaults, Keys, storedReader } from './stored-reader.ts';
import { verifyBallot } from './verify-ballots.ts';

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
  /** A case, or `ballot <id>@<version>`. */
  readonly caseId: string;
  readonly fault: string;
}

export interface StoreVerification {
  readonly cases: number;
  readonly ballots: number;
  readonly events: number;
  readonly verdicts: number;
  readonly objects: number;
  readonly faults: StoreFault[];
}

/**
 * Reads every case of a table: its events are one chain of hashes up to the one that its summary names, every verdict of which the log
 * tells is there, and bundle and findings lie in their buckets, in the version that is named. Of every ballot the log is one chain as well.
 * Nothing is changed.
 */
export async function verifyStore(store: Store): Promise<StoreVerification> {
  const total = { cases: 0, ballots: 0, events: 0, verdicts: 0, objects: 0 };
  const faults: StoreFault[] = [];
  const { cases, ballots } = await subjects(store);
  for (const caseId of cases) {
    const found = await verifyCase(store, caseId);
    total.cases += 1;
    for (const count of ['events', 'verdicts', 'objects'] as const) total[count] += found[count];
    faults.push(...found.faults.map((fault) => ({ caseId, fault })));
  }
  for (const standard of ballots) {
    const found = await verifyBallot(store.items, store.table, standard);
    total.ballots += 1;
    total.events += found.events;
    faults.push(...found.faults.map((fault) => ({ caseId: `ballot ${standard}`, fault })));
  }
  return { ...total, faults };
}

/** By any item that a case or a ballot has: one whose summary is gone is one all the same, and so is a ballot that is merely listed. */
async function subjects({ items, table }: Store): Promise<{ cases: string[]; ballots: string[] }> {
  const cases = new Set<string>();
  const ballots = new Set<string>();
  const scan = { TableName: table, ProjectionExpression: 'PK, SK', ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: items }, scan))
    for (const { PK, SK } of z.array(Keys).parse(Items)) {
      if (PK.startsWith('CASE#')) cases.add(PK.slice('CASE#'.length));
      if (PK === ballotKeys.list) ballots.add(SK);
      else if (PK.startsWith(ballotKeys.list)) ballots.add(PK.slice(ballotKeys.list.length));
    }
  return { cases: [...cases].sort(), ballots: [...ballots].sort() };
}

async function verifyCase(store: Store, caseId: string) {
  const events: CaseEvent[] = [];
  const verdicts: VerdictItem[] = [];
  const faults: string[] = [];
  let summary: CaseItem | null = null;
  const read = storedReader(faults);
  const query = {
    TableName: store.table,
    KeyConditionExpression: 'PK = :case',
    ExpressionAttributeValues: { ':case': `CASE#${caseId}` },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: store.items }, query))
    for (const item of Items) {
      const { SK } = Keys.parse(item);
      if (SK === 'CASE') summary = read(CaseItem, item);
      const event = SK.startsWith('EVENT#') ? read(CaseEvent, item) : null;
      const verdict = SK.startsWith('VERDICT#') ? read(VerdictItem, item) : null;
      if (event !== null) events.push(event);
      if (verdict !== null) verdicts.push(verdict);
    }
  faults.push(
    ...verifyChain(events).map(({ seq, fault }) => `event ${seq}: ${fault}`),
    ...headFaults('case', summary, events.at(-1)),
  );
  faults.push(...(await ledgerFaults(store, caseId, events)));
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

/** The ledger of accesses of a case, held against what its log holds fast. */
async function ledgerFaults({ items, table }: Store, caseId: string, events: readonly CaseEvent[]): Promise<string[]> {
  const records: AccessRecord[] = [];
  const query = {
    TableName: table,
    KeyConditionExpression: 'PK = :ledger',
    ExpressionAttributeValues: { ':ledger': accessKeys.ledger(caseId) },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: items }, query))
    records.push(...z.array(AccessRecord).parse(Items));
  return verifyLedger(records, heldFast(events)).map(({ record, fault }) => `access ${record}: ${fault}`);
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
