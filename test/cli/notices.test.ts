import { describe, expect, it } from 'vitest';
import type { NoticeSettingsView, NoticeView } from '#core/api/notices.ts';
import { CASE_ID, fakeApi } from './support/fake-api.ts';
import { countersign } from './support/test-context.ts';

const ID = '20260320T170000000Z-0a1b2c3d4e5f6a7b';
const notice: NoticeView = {
  id: ID,
  channel: 'webhook',
  topic: 'decision',
  subject: 'Countersign: the case is decided: cleared',
  text: 'The case is decided.\n',
  caseId: CASE_ID,
  at: '2026-03-20T17:00:00.000Z',
  state: 'failed',
  attempts: 6,
  lastError: 'The receiver answered 503.\u001b[2J',
  sentAt: null,
};
const settings: NoticeSettingsView = {
  party: 'vendor:acme',
  email: { addresses: ['a@acme.example'], about: ['decision'] },
  webhook: null,
  secret: null,
};

/** The service, answering requests about notices; `bodies` is what was put. */
async function notices(answers: Record<string, unknown>) {
  const api = await fakeApi();
  const bodies: unknown[] = [];
  api.meddle = ({ method, path, body }, response) => {
    const answer = answers[`${method} ${path}`];
    if (answer === undefined) return false;
    if (method === 'PUT') bodies.push(JSON.parse(body));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    return true;
  };
  return { api, bodies };
}

describe('notices list', () => {
  it('shows what was sent and what went wrong, and nothing that a terminal would obey', async () => {
    const { api } = await notices({ 'GET /notices': { party: 'vendor:acme', notices: [notice], next: null } });
    await using _ = api;
    const { exitCode, stdout } = await countersign(['notices', 'list'], { env: api.env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`${ID}\\s+webhook\\s+failed\\s+the case is decided: cleared`));
    expect(stdout).toContain(`${ID}: 6 attempt(s), the last: The receiver answered 503.\\u001b[2J`);
  });

  it('says what to do where there is none', async () => {
    const { api } = await notices({ 'GET /notices': { party: 'vendor:acme', notices: [], next: null } });
    await using _ = api;
    expect((await countersign(['notices', 'list'], { env: api.env })).stdout).toContain('countersign notices settings');
  });
});

describe('notices settings', () => {
  it('without options shows them, and changes nothing', async () => {
    const { api, bodies } = await notices({ 'GET /notices/settings': settings });
    await using _ = api;
    const { stdout } = await countersign(['notices', 'settings'], { env: api.env });
    expect(stdout).toMatch(/e-mail\s+a@acme\.example, about decision\nwebhook\s+none\n/);
    expect(bodies).toEqual([]);
  });

  it('changes what the options name, keeps the rest, and shows a new secret', async () => {
    const webhook = { url: 'https://acme.example/hook', about: ['decision', 'action'] as const };
    const secret = { madeAt: '2026-03-20T17:00:00.000Z', previousUntil: null, value: 'whsec_abc' };
    const { api, bodies } = await notices({
      'GET /notices/settings': settings,
      'PUT /notices/settings': { ...settings, webhook, secret },
    });
    await using _ = api;
    const asked = ['notices', 'settings', '--webhook', webhook.url, '--webhook-about', 'decision, action'];
    const { stdout } = await countersign(asked, { env: api.env });
    expect(bodies).toEqual([{ email: settings.email, webhook, rotateSecret: false }]);
    expect(stdout).toContain('whsec_abc\nThis is the signing secret. It is shown this once: keep it now.');
    await countersign(['notices', 'settings', '--no-email'], { env: api.env });
    expect(bodies[1]).toMatchObject({ email: null });
  });

  it.each([
    [['--email', 'nobody'], /email\.addresses\.0/],
    [['--email-about', 'everything'], /email\.about\.0/],
    [['--webhook-about', 'decision'], /Give --webhook as well/],
  ])('%j is refused before anything is asked of the service', async (options, message) => {
    const { api, bodies } = await notices({ 'GET /notices/settings': settings });
    await using _ = api;
    const { exitCode, stderr } = await countersign(['notices', 'settings', ...options], { env: api.env });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(bodies).toEqual([]);
  });
});

describe('notices replay', () => {
  it('has a notice sent again', async () => {
    const { api } = await notices({ [`POST /notices/${ID}/replay`]: { notice: { ...notice, state: 'pending' } } });
    await using _ = api;
    const { exitCode, stdout } = await countersign(['notices', 'replay', ID], { env: api.env });
    expect([exitCode, stdout]).toEqual([0, `${ID} is being sent again by webhook.\n`]);
  });

  it('is told what an id looks like', async () => {
    await using api = await fakeApi();
    const { exitCode, stderr } = await countersign(['notices', 'replay', 'x'], { env: api.env });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('countersign notices list')]);
    expect(api.requests).toEqual([]);
  });
});

describe('calendar', () => {
  it('prints the file as it comes', async () => {
    const file = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR';
    const { api } = await notices({ [`GET /cases/${CASE_ID}/calendar`]: file });
    await using _ = api;
    expect((await countersign(['calendar', CASE_ID], { env: api.env })).stdout).toBe(file);
    expect((await countersign(['calendar', 'case-1'], { env: api.env })).exitCode).toBe(2);
  });
});
