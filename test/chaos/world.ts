import { randomUUID } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type ExecutionStatus, paginateListExecutions, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import { CaseItem, VerdictItem } from '#functions/shared/table/items.ts';
import { askClock } from '../../local/clock/ask.ts';
import type { Profile } from '../../local/state/profile.ts';
import type { Bundle } from './bundles.ts';

const HOUR = 3_600_000;

/** How an execution ends of which an alarm tells. */
export const FAILED: ReadonlySet<ExecutionStatus> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/** One upload of a bundle. */
export interface Upload {
  readonly bundle: string;
  readonly key: string;
  readonly versionId: string;
  /** The case that has to follow from it. */
  readonly caseId: string;
}

/** Everything that the table has of one case. */
export interface CaseRecord {
  readonly item: CaseItem;
  readonly verdicts: readonly VerdictItem[];
  readonly events: readonly CaseEvent[];
}

const Keyed = z.looseObject({ PK: z.string(), SK: z.string() });

/** A running Countersign as an operator sees it, past every fault that is between its parts. */
export class World {
  readonly profile: Profile;
  readonly #s3: S3Client;
  readonly #db: DynamoDBClient;
  readonly #sfn: SFNClient;
  readonly #sqs: SQSClient;

  constructor(profile: Profile) {
    this.profile = profile;
    const { region, credentials, endpoints } = profile;
    const of = (endpoint: string) => ({ region, credentials: { ...credentials }, endpoint });
    this.#s3 = new S3Client(of(endpoints.s3));
    this.#db = new DynamoDBClient(of(endpoints.dynamodb));
    this.#sfn = new SFNClient(of(endpoints.sfn));
    this.#sqs = new SQSClient(of(endpoints.events));
  }

  async upload({ name, vendor, zip }: Bundle): Promise<Upload> {
    const bucket = this.#bucket('Bundles');
    const key = `vendors/${vendor}/${randomUUID()}/bundle.zip`;
    const { VersionId: versionId = '' } = await this.#s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(zip) }),
    );
    return { bundle: name, key, versionId, caseId: caseIdOf({ bucket, key, versionId }) };
  }

  /** Lets hours pass, and waits until all that falls due in them has come to rest. */
  async pass(hours: number): Promise<void> {
    await askClock(this.profile.clock, { advanceMs: hours * HOUR });
  }

  /** Every case that the table has, by id. */
  async cases(): Promise<Map<string, CaseRecord>> {
    const found = new Map<string, { item?: CaseItem; verdicts: VerdictItem[]; events: CaseEvent[] }>();
    for await (const { Items = [] } of paginateScan(
      { client: this.#db },
      { TableName: this.profile.tableName, ConsistentRead: true },
    ))
      for (const raw of Items) {
        const { PK, SK, ...item } = Keyed.parse(unmarshall(raw));
        const [kind, caseId] = PK.split('#');
        if (kind !== 'CASE' || caseId === undefined) continue;
        const record = found.get(caseId) ?? { verdicts: [], events: [] };
        found.set(caseId, record);
        if (SK === 'CASE') record.item = CaseItem.parse(item);
        else if (SK.startsWith('VERDICT#')) record.verdicts.push(VerdictItem.parse(item));
        else if (SK.startsWith('EVENT#')) record.events.push(CaseEvent.parse(item));
      }
    const records = new Map<string, CaseRecord>();
    for (const [caseId, { item, verdicts, events }] of found) {
      if (item === undefined) throw new Error(`${caseId} has items, and no summary`);
      records.set(caseId, { item, verdicts, events: events.sort((a, b) => a.seq - b.seq) });
    }
    return records;
  }

  /** The text of an object of the evidence bucket. */
  async evidence(key: string): Promise<string> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket('Evidence'), Key: key }));
    return (await Body?.transformToString()) ?? '';
  }

  /** The executions of a state machine by name, and how they stand. */
  async executions(machine: 'review' | 'procedure'): Promise<Map<string, { arn: string; status: ExecutionStatus }>> {
    const stateMachineArn = this.#machine(machine);
    const found = new Map<string, { arn: string; status: ExecutionStatus }>();
    for await (const { executions = [] } of paginateListExecutions({ client: this.#sfn }, { stateMachineArn }))
      for (const { name = '', executionArn: arn = '', status } of executions)
        if (status !== undefined) found.set(name, { arn, status });
    return found;
  }

  /** The events of uploads that wait in the dead-letter queue, whose alarm rings while it has any. */
  async unopened(): Promise<string[]> {
    const { QueueUrls = [] } = await this.#sqs.send(new ListQueuesCommand());
    const events: string[] = [];
    for (const QueueUrl of QueueUrls.filter((url) => url.includes('UnopenedUploads')))
      for (;;) {
        const asked = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
        const { Messages = [] } = await this.#sqs.send(asked);
        if (Messages.length === 0) break;
        events.push(...Messages.map(({ Body = '' }) => Body));
      }
    return events;
  }

  /** What an operator does once the cause of a fault is gone: lets executions that failed go on (`docs/runbook.md#review-failed`). */
  async cure(): Promise<void> {
    for (const machine of ['review', 'procedure'] as const)
      for (const { arn, status } of (await this.executions(machine)).values())
        if (FAILED.has(status)) await this.#sfn.send(new RedriveExecutionCommand({ executionArn: arn }));
  }

  #bucket(kind: 'Bundles' | 'Evidence'): string {
    return named(this.profile.buckets, `${kind}Bucket`);
  }

  #machine(kind: 'review' | 'procedure'): string {
    return named(this.profile.stateMachines, kind === 'review' ? 'Review' : 'Procedure');
  }
}

function named(names: Readonly<Record<string, string>>, start: string): string {
  const found = Object.entries(names).find(([logicalId]) => logicalId.startsWith(start))?.[1];
  if (found === undefined) throw new Error(`the template has nothing that is called ${start}`);
  return found;
}
