import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CaseEventDetail } from '#core/api/events.ts';
import { NoticeList, NoticeSettingsView, ReplayedNotice } from '#core/api/notices.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { vendorProfile } from '../../local/sign-in/vendor-profile.ts';
import { accessToken, eventually } from '../local/support/clients.ts';
import { addResources, onlyOf } from './support/add-resources.ts';
import { countersign, exampleZip, presentAssembly, temporaryFolder } from './support/countersign.ts';

const folder = temporaryFolder();
let runtime: Runtime;
let token: string;
/** Whom the bundle of the example names. */
const VENDOR = 'larkspur';
const WATCH = 'Countersign-local-Stateless-Watch';

/** What a vendor's receiver of webhooks got; it answers by `answers`, then by 204. */
const received: { id: string; type: string; headers: Record<string, string>; body: string }[] = [];
const answers: number[] = [];
let receiver: Server;
let hook: string;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = await text(request);
    const { type } = z.object({ type: z.string() }).parse(JSON.parse(body));
    received.push({ id: headers['webhook-id'] ?? '', type, headers, body });
    response.writeHead(answers.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  hook = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;

  const assembly = join(folder.path, 'assembly');
  // A queue that sees everything on the bus.
  addResources(await presentAssembly(), assembly, (present) => ({
    Watch: { Type: 'AWS::SQS::Queue', Properties: {} },
    WatchBus: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: onlyOf(present, 'AWS::Events::EventBus') },
        EventPattern: { source: ['countersign'] },
        Targets: [{ Id: 'Watch', Arn: { 'Fn::GetAtt': ['Watch', 'Arn'] } }],
      },
    },
  }));
  const state = join(folder.path, 'state');
  runtime = await startRuntime({ assembly, state });
  token = (await accessToken(await vendorProfile(runtime.profile, state, VENDOR))).access_token ?? '';
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  receiver.close();
  folder.discard();
});

async function call<S extends z.ZodType>(method: string, path: string, schema: S, body?: object): Promise<z.infer<S>> {
  const response = await fetch(`${runtime.profile.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return schema.parse(answer);
}

const Watched = z.object({ 'detail-type': z.string(), detail: z.unknown() });

describe('a vendor that has chosen how to be told', () => {
  let secret: string;
  let caseId: string;
  const noticed = (channel: 'email' | 'webhook', count: number) =>
    eventually(async () => {
      const { notices } = await call('GET', '/notices', NoticeList);
      const sent = notices.filter((notice) => notice.channel === channel && notice.state === 'sent');
      return sent.length === count ? sent : undefined;
    });

  beforeAll(async () => {
    const settings = await call('PUT', '/notices/settings', NoticeSettingsView, {
      email: { addresses: ['review@acme.example'] },
      webhook: { url: hook, about: ['decision'] },
    });
    secret = settings.secret?.value ?? '';
    answers.push(503);
    const { upload } = countersign(runtime.profile);
    ({ caseId } = await upload(await exampleZip('modest-model'), VENDOR, 's-notices'));
  }, 60_000);

  it('finds every event of its case on the bus, in order, with ids alone', async () => {
    const details = await eventually(async () => {
      const messages = runtime.queues.receive(WATCH, 100);
      const events = messages.map(({ body }) => Watched.parse(JSON.parse(body)));
      const seen = events.flatMap((event) => (event['detail-type'] === 'Case Event' ? [event.detail] : []));
      if (!seen.some((detail) => CaseEventDetail.parse(detail).type === 'decided')) {
        for (const { receipt } of messages) runtime.queues.changeVisibility(WATCH, receipt, 0);
        return undefined;
      }
      return seen.map((detail) => CaseEventDetail.parse(detail));
    }, 60_000);
    expect(details.map(({ seq, type }) => `${seq} ${type}`)).toEqual(details.map(({ type }, seq) => `${seq} ${type}`));
    expect(details.map(({ type }) => type)).toEqual(expect.arrayContaining(['opened', 'accepted', 'decided']));
    expect(details.at(-1)).toMatchObject({
      caseId,
      vendor: VENDOR,
      type: 'decided',
      outcome: 'cleared',
    });
    expect(new Set(details.flatMap((detail) => Object.keys(detail)))).toEqual(
      new Set(['schemaVersion', 'caseId', 'vendor', 'standard', 'seq', 'type', 'at', 'stage', 'outcome']),
    );
  }, 90_000);

  it('gets a mail for each step that it is to know of', async () => {
    const mails = await eventually(async () => {
      const all = runtime.mails.list();
      // Each is delivered by itself, in whatever order.
      return all.length >= 3 && all.some(({ subject }) => subject.includes('is decided')) ? all : undefined;
    });
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      expect.stringMatching(/^Countersign: the case is decided: cleared, under us-frontier\/2026\.1 \(case-/),
      expect.stringMatching(/^Countersign: the case is open \(case-/),
      expect.stringMatching(/^Countersign: the case was accepted/),
    ]);
    for (const mail of mails)
      expect(mail).toMatchObject({ from: 'countersign@example.org', to: ['review@acme.example'], attachments: [] });
    await noticed('email', 3);
  });

  it('gets the decision by a signed webhook, also where its receiver fails first', async () => {
    const [notice] = await noticed('webhook', 1);
    expect(notice).toMatchObject({ topic: 'decision', attempts: 2, lastError: null });
    expect(received.map(({ type, id }) => `${type} ${id}`)).toEqual([
      `case.decided ${notice?.id}`,
      `case.decided ${notice?.id}`,
    ]);
    for (const { body, headers } of received)
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ data: { caseId, outcome: 'cleared' } });
  });

  it('can have a notice sent again, and then signed under both secrets', async () => {
    const [notice] = await noticed('webhook', 1);
    const rotated = await call('PUT', '/notices/settings', NoticeSettingsView, {
      webhook: { url: hook },
      rotateSecret: true,
    });
    await call('POST', `/notices/${notice?.id}/replay`, ReplayedNotice);
    const last = await eventually(async () => received[2]);
    expect(last.id).toBe(notice?.id);
    for (const value of [secret, rotated.secret?.value ?? ''])
      expect(() => new Webhook(value).verify(last.body, last.headers)).not.toThrow();
    await noticed('webhook', 1);
  });

  it('has the due dates of a case that people decide as a calendar file', async () => {
    const { upload, decided } = countersign(runtime.profile);
    const referred = await upload(await exampleZip('frontier-safeguarded'), 'quillon', 's-referred');
    await decided(referred.caseId);
    const own = await accessToken(await vendorProfile(runtime.profile, join(folder.path, 'state'), 'quillon'));
    const calendar = async () => {
      const response = await fetch(`${runtime.profile.api}/cases/${referred.caseId}/calendar`, {
        headers: { authorization: `Bearer ${own.access_token}` },
      });
      return response.text();
    };
    const file = await eventually(async () => {
      const present = await calendar();
      return present.includes('BEGIN:VEVENT') ? present : undefined;
    });
    expect(file.match(/SUMMARY:(.*) is due/g)).toEqual(
      expect.arrayContaining(['SUMMARY:A determination is due', 'SUMMARY:The decision is due']),
    );
    expect(file).toMatch(/Owed by: nsa/);
  }, 90_000);

  it('has the due dates of its case as a calendar file', async () => {
    const response = await fetch(`${runtime.profile.api}/cases/${caseId}/calendar`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/calendar/);
    expect(await response.text()).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR/);
    const other = await fetch(`${runtime.profile.api}/cases/case-${'0'.repeat(40)}/calendar`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(other.status).toBe(404);
  });
});
