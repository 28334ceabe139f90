import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openedBallot } from '#core/adjudication/standards/ballot-commands.ts';
import { ballotEvents } from '#core/adjudication/standards/ballot-log.ts';
import { append } from '#core/attestation/tlog/append.ts';
import { entryBytes } from '#core/attestation/tlog/entry.ts';
import { formatNoteKey, localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { S3LogStore } from '#functions/shared/s3-log-store.ts';
import { ballotKeys } from '#functions/shared/table/ballot-items.ts';
import { BallotTable } from '#functions/shared/table/ballot-table.ts';
import { ROOT } from '../../local/root.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { deadLettersOf, depthOf } from '../../ops/dead-letters.ts';
import { type Deployment, localDeployment, resourceOf, resourcesOf } from '../../ops/deployment.ts';
import { examine, isWell } from '../../ops/doctor/examine.ts';
import { redrive } from '../../ops/redrive/redrive.ts';
import { verifyLog } from '../../ops/verify/verify-log.ts';
import { type Store, verifyStore } from '../../ops/verify/verify-store.ts';
import { machinesOf } from '../../ops/versions/versions.ts';
import { countersign as command } from '../cli/support/test-context.ts';
import { countersign, exampleZip, presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';

const folder = temporaryFolder();
const state = join(folder.path, 'state');
let runtime: Runtime;
let deployment: Deployment;
let caseId: string;
let bundle: { key: string; versionId: string };

beforeAll(async () => {
  runtime = await startRuntime({ assembly: await presentAssembly(), state });
  deployment = await localDeployment(runtime.profile);
  const uploaded = await countersign(runtime.profile).upload(await exampleZip('modest-model'), 'larkspur', 's-1');
  ({ caseId } = uploaded);
  bundle = uploaded;
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

const lettersOf = (id: RegExp) =>
  deadLettersOf(deployment).find(({ queue }) => id.test(queue.id)) ?? expect.fail(String(id));
const setAside = async (id: RegExp, body: string) =>
  deployment.clients.sqs.send(new SendMessageCommand({ QueueUrl: lettersOf(id).queue.name, MessageBody: body }));
const uploadEvent = (key: string) =>
  JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-03-01T10:00:00Z',
    detail: {
      bucket: { name: countersign(runtime.profile).bundles },
      object: { key, size: 12, 'version-id': bundle.versionId },
    },
  });

describe('the case that all of this is about', () => {
  it('comes to its verdict', { timeout: 120_000 }, async () => {
    expect((await countersign(runtime.profile).decided(caseId)).verdict.outcome).toBe('cleared');
  });
});

describe('every dead-letter queue of the deployment', () => {
  it('is known, with an entry of the runbook', () => {
    const known = deadLettersOf(deployment);
    // The queue of a `WorkQueue` feeds a function, and one keeps what was done to signing keys; all others are where things end that
    // could not be done.
    const others = /Queue[0-9A-F]{8}$|^AttestationKeysChanges/;
    const ends = resourcesOf(deployment, 'AWS::SQS::Queue').filter(({ id }) => !others.test(id));
    expect(known.map(({ queue }) => queue.id).sort()).toEqual(ends.map(({ id }) => id).sort());
    const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
    for (const letters of known) expect(runbook).toContain(`\n## ${letters.runbook}\n`);
  });

  it('of uploads opens the case anew, and keeps what cannot be opened', async () => {
    await setAside(/^UnopenedUploads/, uploadEvent(bundle.key));
    await setAside(/^UnopenedUploads/, uploadEvent('vendors/larkspur/no-bundle.txt'));
    const redriven = await redrive(deployment, lettersOf(/^UnopenedUploads/));
    expect(redriven.map(({ error }) => error)).toEqual([null, expect.stringContaining('is no bundle')]);
    expect(runtime.queues.count(lettersOf(/^UnopenedUploads/).queue.name)).toEqual({ visible: 1, hidden: 0 });
    expect(await countersign(runtime.profile).casesOf('larkspur')).toEqual([caseId]);
  });

  it('of notices gives its messages back to the queue that they came from', async () => {
    const letters = lettersOf(/^NoticesEventsSetAside/);
    await setAside(/^NoticesEventsSetAside/, '{"no":"event"}');
    expect(await redrive(deployment, letters)).toEqual([{ message: expect.any(String), error: null }]);
    expect(await depthOf(deployment, letters.queue)).toBe(0);
    expect(await depthOf(deployment, resourceOf(deployment, 'AWS::SQS::Queue', 'NoticesEventsQueue'))).toBe(1);
  });

  it('of the stream has the records read again, or says that they are gone', async () => {
    const { dynamodb, streams } = deployment.clients;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: runtime.profile.tableName }));
    const StreamArn = Table?.LatestStreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    const numbers = Records.map(({ dynamodb: change }) => change?.SequenceNumber ?? '');
    expect(numbers.length).toBeGreaterThan(3);
    const message = (startSequenceNumber: string | undefined, endSequenceNumber: string | undefined) =>
      JSON.stringify({
        requestContext: {
          functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${resourceOf(deployment, 'AWS::Lambda::Function', 'CaseEventsRelay').name}`,
        },
        DDBStreamBatchInfo: { shardId: ShardId, startSequenceNumber, endSequenceNumber, batchSize: 2 },
      });
    const letters = lettersOf(/^CaseEvents.*Lost/);
    await setAside(/^CaseEvents.*Lost/, message(numbers[0], numbers[2]));
    expect(await redrive(deployment, letters)).toEqual([{ message: expect.any(String), error: null }]);
    await setAside(/^CaseEvents.*Lost/, message(numbers.at(-1), `${numbers.at(-1)}9`));
    expect(await redrive(deployment, letters)).toEqual([
      { message: expect.any(String), error: expect.stringContaining('does not have these records') },
    ]);
  });
});

describe('ops doctor', () => {
  it('finds the messages that are left, and is well with all else', async () => {
    const findings = await examine(deployment, runtime.clock.now() > 0 ? new Date(runtime.clock.now()) : new Date());
    const wrong = findings.filter(({ status }) => status === 'wrong');
    expect(wrong.map(({ check }) => check)).toEqual(['dead-letter queues', 'dead-letter queues']);
    expect(wrong[0]?.cure).toContain('docs/runbook.md#upload-without-case');
    expect(findings.filter(({ status }) => status === 'unknown')).toEqual([]);
    expect(isWell(findings.filter(({ check }) => check !== 'dead-letter queues'))).toBe(true);
  });

  it('sees a case that stays in review', async () => {
    const { items } = deployment.clients;
    const stuck = {
      PK: 'CASE#case-stuck',
      SK: 'CASE',
      caseId: 'case-stuck',
      vendor: 'acme',
      status: 'in_review',
      openedAt: '2026-01-01T00:00:00.000Z',
      lastSeq: 0,
    };
    await items.send(new PutCommand({ TableName: runtime.profile.tableName, Item: stuck }));
    const ran = await command(['ops', 'doctor', '--profile', join(state, 'profile.json')]);
    await items.send(new DeleteCommand({ TableName: runtime.profile.tableName, Key: { PK: stuck.PK, SK: stuck.SK } }));
    expect(ran).toMatchObject({
      exitCode: 8,
      stdout: expect.stringContaining('✗  cases: case-stuck is in review, and nothing has happened to it since 1970'),
    });
    expect(ran.stdout).toContain('runbook.md#case-stuck');
  });

  it('takes what cannot be looked at for no good news', async () => {
    const blind = { name: 'x', onLocalRun: true, look: async () => Promise.reject(new Error('AccessDenied')) };
    const findings = await examine(deployment, new Date(), [blind]);
    expect(findings).toMatchObject([{ status: 'unknown', found: expect.stringContaining('AccessDenied') }]);
    expect(isWell(findings)).toBe(false);
  });

  it('is told what there is by the command line', async () => {
    const profile = ['--profile', join(state, 'profile.json')];
    const listed = await command(['ops', 'redrive', ...profile]);
    expect(listed.stdout).toMatch(/UnopenedUploads\w+ +1 +docs\/runbook\.md#upload-without-case/);
    expect(await command(['ops', 'redrive', 'Nothing', '--go', ...profile])).toMatchObject({ exitCode: 2 });
    expect(await command(['ops', 'doctor'], { cwd: folder.path })).toMatchObject({ exitCode: 2 });
  });

  it('leads a state machine to one of its versions, and to no other', async () => {
    const versions = (...args: string[]) =>
      command(['ops', 'versions', ...args, '--profile', join(state, 'profile.json')]);
    const [review] = await machinesOf(deployment).then((all) => all.filter(({ name }) => name === 'review'));
    expect(review).toMatchObject({ live: 1, versions: [{ number: 1 }] });
    const { verdict: _, definition } = await countersign(runtime.profile).decided(caseId);
    expect((await versions('review')).stdout).toMatch(
      new RegExp(`review +1 live +\\d{4}-\\d\\d-\\d\\d .* ${definition}`),
    );
    expect(await versions('review', '--live', '1')).toMatchObject({
      exitCode: 0,
      stdout: 'review runs version 1; before it was 1.\n',
    });
    expect(await versions('review', '--live', '2')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('"review" has no version 2; it has 1'),
    });
    expect(await versions('nothing', '--live', '1')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('it has "'),
    });
    expect(await versions('--live', '1')).toMatchObject({ exitCode: 2 });
    expect(await versions('nothing')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/one of .*review/),
    });
  });
});

const Key = z.looseObject({ PK: z.string(), SK: z.string() });

describe('a restore', () => {
  /** The way of the runbook: the table to a new one, as point-in-time recovery does it; objects by the versions that the bucket kept. */
  let store: Store;
  const RESTORED = 'restored';
  const all = async (TableName: string) => {
    const { Items = [] } = await deployment.clients.items.send(new ScanCommand({ TableName }));
    return z.array(Key).parse(Items);
  };

  beforeAll(async () => {
    const { dynamodb, items, s3 } = deployment.clients;
    const table = runtime.profile.tableName;
    const [bundles, evidence] = ['BundlesBucket', 'EvidenceBucket'].map(
      (id) => resourceOf(deployment, 'AWS::S3::Bucket', id).name,
    );
    const exported = await all(table);
    for (const { PK, SK } of exported) await items.send(new DeleteCommand({ TableName: table, Key: { PK, SK } }));
    for (const Bucket of [bundles, evidence]) {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      for (const { Key: name } of Versions) await s3.send(new DeleteObjectCommand({ Bucket, Key: name }));
    }
    const wiped = { items, s3, table, bundles: bundles ?? '', evidence: evidence ?? '' };
    expect(await verifyStore(wiped)).toMatchObject({ cases: 0, faults: [] });

    await dynamodb.send(
      new CreateTableCommand({
        TableName: RESTORED,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['PK', 'SK'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
      }),
    );
    for (const Item of exported) await items.send(new PutCommand({ TableName: RESTORED, Item }));
    store = { ...wiped, table: RESTORED };
    const lost = await verifyStore(store);
    expect(lost.faults).toContainEqual({ caseId, fault: expect.stringMatching(/s3:\/\/.*findings.* is not there/) });
    for (const Bucket of [bundles, evidence]) {
      const { DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      for (const { Key: name, VersionId } of DeleteMarkers)
        await s3.send(new DeleteObjectCommand({ Bucket, Key: name, VersionId }));
    }
  }, 60_000);
  afterAll(async () => {
    await deployment.clients.dynamodb.send(new DeleteTableCommand({ TableName: RESTORED }));
  });

  it('that is whole is verified to the last event, verdict and object', async () => {
    expect(await verifyStore(store)).toMatchObject({
      cases: 1,
      events: expect.any(Number),
      verdicts: 1,
      objects: 2,
      faults: [],
    });
    const ran = await command(['ops', 'verify-store', '--profile', join(state, 'profile.json'), '--table', RESTORED]);
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all as written') });
  });

  it('is held against the transparency log, where there is one', async () => {
    const { s3 } = deployment.clients;
    const signer = localNoteSigner('example.com/log', 'signature', generateKeyPairSync('ed25519').privateKey);
    const log = new S3LogStore(s3, store.evidence, 'log/');
    await append(log, signer, [entryBytes({ kind: 'case', digest: `sha256:${'ab'.repeat(32)}` })]);
    const place = { s3, bucket: store.evidence, prefix: 'log/', key: formatNoteKey(signer.noteKey) };
    expect(await verifyLog(place)).toEqual({ entries: 1, faults: [] });
    const where = ['--profile', join(state, 'profile.json'), '--table', RESTORED, '--log', `${store.evidence}/log`];
    expect((await command(['ops', 'verify-store', ...where])).exitCode).toBe(2);
    const ran = await command(['ops', 'verify-store', ...where, '--log-key', place.key]);
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 entries of the log') });
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: store.evidence, Prefix: 'log/tile/entries' }),
    );
    for (const { Key: name } of Versions) await s3.send(new DeleteObjectCommand({ Bucket: store.evidence, Key: name }));
    expect(await verifyLog(place)).toEqual({ entries: 0, faults: [expect.stringContaining('the log has no')] });
  });

  it('has ballots whose logs are chains of their own, up to the event that each names', async () => {
    const { items } = deployment.clients;
    const standard = 'us-frontier@2027.1';
    const at = '2026-11-01T00:00:00.000Z';
    const seats = [{ seat: 'official' as const, organisation: 'nsa' }];
    const proposal = { summary: 'As before.', digest: `sha256:${'0'.repeat(64)}` };
    const ballot = openedBallot({ standard, seats, proposal });
    const events = ballotEvents(null, standard, at, [
      { type: 'opened', by: 'ed', ballot },
      { type: 'closed', by: 'ed', at },
    ]);
    const head = { lastSeq: 1, lastHash: events[1]?.hash ?? '' };
    const summary = { standard, proposal, openedAt: at, closedAt: null, adopted: null };
    await new BallotTable(items, RESTORED).write(
      { ballot, proposal, startedAt: at, seen: [], version: 1, ...head },
      summary,
      events,
    );
    const faults = async () => (await verifyStore(store)).faults;
    expect(await verifyStore(store)).toMatchObject({ cases: 1, ballots: 1, faults: [] });

    const caseId = `ballot ${standard}`;
    const last = { TableName: RESTORED, Key: ballotKeys.event(standard, 1) };
    await items.send(
      new PutCommand({
        TableName: RESTORED,
        Item: { ...events[0], at: '2026-01-01T00:00:00.000Z', ...ballotKeys.event(standard, 0) },
      }),
    );
    expect(await faults()).toContainEqual({ caseId, fault: 'event 0: wrong-hash' });
    await items.send(new DeleteCommand(last));
    expect(await faults()).toContainEqual({ caseId, fault: expect.stringContaining('the log ends with event 0') });
    for (const Key of [ballotKeys.event(standard, 0), ballotKeys.ballot(standard)])
      await items.send(new DeleteCommand({ TableName: RESTORED, Key }));
    expect(await faults()).toEqual([{ caseId, fault: 'the summary of the ballot is not there' }]);
    await items.send(new DeleteCommand({ TableName: RESTORED, Key: ballotKeys.listed(standard) }));
    expect(await verifyStore(store)).toMatchObject({ ballots: 0, faults: [] });
  });

  /** Does something to one item, verifies, and puts it back. */
  async function after(SK: string | RegExp, change: (item: z.infer<typeof Key>) => Record<string, unknown> | null) {
    const { items } = deployment.clients;
    const item =
      (await all(RESTORED)).findLast((it) => (typeof SK === 'string' ? it.SK === SK : SK.test(it.SK))) ??
      expect.fail(String(SK));
    const changed = change(item);
    if (changed === null)
      await items.send(new DeleteCommand({ TableName: RESTORED, Key: { PK: item.PK, SK: item.SK } }));
    else await items.send(new PutCommand({ TableName: RESTORED, Item: { ...item, ...changed } }));
    const { faults } = await verifyStore(store);
    await items.send(new PutCommand({ TableName: RESTORED, Item: item }));
    return faults.map(({ fault }) => fault);
  }

  it.each([
    ['an event that was changed', 'EVENT#000001', { at: '2020-01-01T00:00:00.000Z' }, /event 1: wrong-hash/],
    ['an event that is gone', 'EVENT#000001', null, /event 1: missing/],
    ['a log that ends too early', /^EVENT#/, null, /the log ends with event \d+; the summary says/],
    ['a summary that is gone', 'CASE', null, /the summary of the case is not there/],
    ['a summary of another moment', 'CASE', { lastHash: 'sha256:0' }, /the summary says/],
    ['a verdict that is gone', /^VERDICT#/, null, /the log tells of a verdict, and there is none/],
    [
      'a verdict without its findings',
      /^VERDICT#/,
      { findings: 'evidence/none.json' },
      /evidence\/none\.json is not there/,
    ],
    ['a bundle in another version', 'CASE', { versionId: '0'.repeat(32) }, /bundle\.zip is not there/],
    [
      'an event that cannot be read',
      'EVENT#000001',
      { type: 'forged' },
      /EVENT#000001 in the table is not what its schema says/,
    ],
  ])('finds %s', async (_, SK, change, fault) => {
    expect(await after(SK, () => change)).toContainEqual(expect.stringMatching(fault));
  });
});
