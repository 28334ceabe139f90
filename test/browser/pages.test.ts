import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import type { SignedVerdict } from '#core/attestation/verdict/signed-verdict.ts';
import { verifyVerdict } from '#core/attestation/verdict/verify-verdict.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { reviewHere } from '../../cli/review/review-here.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { FEDERAL, procedureOn, referredZip } from '../e2e/support/referred-case.ts';
import { variantZip } from '../e2e/support/variant.ts';
import { sha256 } from '../fixtures/bundle-builder.ts';
import { codeOf } from '../fixtures/failing-with.ts';
import { memorySpool } from '../fixtures/memory-spool.ts';
import { CHROMIUM, launch, signedIn, violationsOn, wideOn } from './support/chromium.ts';
import { countAttacks, hostileText } from './support/hostile.ts';
import { forged, signedVerdict } from './support/signed-verdicts.ts';

const HOSTILE = `# A card
<script>window.broken = 1</script> <img src=x onerror="window.broken = 2">

[leads](javascript:window.broken=3) [away](https://example.org/x) ![picture](https://example.org/p.png)

| task | score |
| --- | --- |
| cybench | **0.4** |
`;

const jsonFile = (name: string, value: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(value)),
});
const Listed = z.looseObject({ path: z.string() });

// Where no Chromium is, these tests are skipped, and the report of the run says so.
describe.skipIf(CHROMIUM === undefined)('pages of the console', { retry: 1 }, () => {
  const folder = temporaryFolder();
  let runtime: Runtime;
  let browser: Browser;
  let zip: Uint8Array;
  let referred: Promise<string> | null = null;

  beforeAll(async () => {
    runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, 'state') });
    browser = await launch();
    const bundle = join(folder.path, 'bundle');
    zip = await variantZip(bundle, 'frontier-safeguarded', ({ files, ...manifest }) => {
      writeFileSync(join(bundle, 'cards/model-card.md'), HOSTILE);
      const card = { bytes: Buffer.byteLength(HOSTILE), sha256: sha256(HOSTILE), confidentiality: 'public' };
      const listed = z.array(Listed).parse(files);
      const all = listed.map((one) => (one.path === 'cards/model-card.md' ? { ...one, ...card } : one));
      return { ...manifest, packs: [FEDERAL], publication: { names: 'always' }, files: all };
    });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await runtime?.stop();
    folder.discard();
  });

  const as = (person: string, options: BrowserContextOptions = {}) =>
    signedIn(browser, runtime.profile.api, person, options);
  const open = async (page: Page, path: string) => {
    await page.goto(`${runtime.profile.api}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  };
  /** One case that waits for its agencies, for all tests that only look at it. */
  const someCase = () => {
    referred ??= procedureOn(runtime.profile)
      .refer(zip)
      .then((at) => at.caseId);
    return referred;
  };
  /** A page of somebody who has not signed in. */
  const anybody = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    return context.newPage();
  };

  it('the register has a decision as soon as it is made, for somebody who has not signed in', async () => {
    const at = await procedureOn(runtime.profile).refer(zip);
    await at.does('vendor-quillon', { type: 'withdraw', reason: 'Another model comes first.' });
    const page = await anybody();
    await open(page, `/app/register?standard=${encodeURIComponent(FEDERAL)}`);
    const row = page.getByRole('row', { name: /quillon\/atlas-5/ });
    await row.first().waitFor();
    expect(await row.first().textContent()).toMatch(/Withdrawn.*Quillon Research.*a sample/);
    await page.getByText('samples are not counted').waitFor();
    expect(await page.content()).not.toContain(at.caseId);
  }, 120_000);

  it('a verdict is verified as on the command line: the same codes', async () => {
    const { signed, trusted } = await signedVerdict();
    const { envelope, ...proofs } = signed;
    const [record] = trusted.keys;
    const [event, ...events] = signed.events ?? [];
    if (record === undefined || event === undefined) throw new Error('a signed verdict has a key and events');
    const keys = (change: Partial<typeof record>): TrustedKeys => ({ ...trusted, keys: [{ ...record, ...change }] });
    const CASES: [string | null, SignedVerdict, TrustedKeys][] = [
      [null, signed, trusted],
      ['signature-invalid', forged(signed), trusted],
      ['key-unknown', signed, { ...trusted, keys: [] }],
      ['key-expired', signed, keys({ validUntil: '2026-02-01T00:00:00.000Z' })],
      ['key-compromised', signed, keys({ revoked: { at: '2026-09-01T00:00:00.000Z', reason: 'compromised' } })],
      ['key-mismatch', signed, keys({ keyid: `sha256:${'0'.repeat(64)}` })],
      ['key-malformed', signed, keys({ publicKey: 'no key' })],
      [
        'chain-broken',
        { envelope, ...proofs, events: [{ ...event, at: '2026-03-02T00:00:00.000Z' }, ...events] },
        trusted,
      ],
      ['chain-head-differs', { envelope, ...proofs, events: [event] }, trusted],
      ['inclusion-wrong', { ...signed, inclusion: signed.inclusion?.replace('index 0', 'index 1') }, trusted],
      [
        'note-unsigned',
        { ...signed, inclusion: signed.inclusion?.replaceAll(/\n\u2014 log/g, '\n\u2014 other') },
        trusted,
      ],
    ];
    const page = await anybody();
    const sent: string[] = [];
    await open(page, '/app/verify');
    page.on('request', (request) => sent.push(request.url()));
    for (const [code, file, trust] of CASES) {
      expect(code === null ? null : await codeOf(() => verifyVerdict(file, trust))).toBe(code);
      await page.getByLabel('Signed verdict').setInputFiles([]);
      await page.getByLabel('Trusted keys').setInputFiles(jsonFile(`keys-${code}.json`, trust));
      await page.getByLabel('Signed verdict').setInputFiles(jsonFile(`verdict-${code}.json`, file));
      const answer = code === null ? 'The verdict holds' : 'The verdict does not hold';
      await page.getByRole('heading', { name: answer }).waitFor();
      if (code !== null) expect(await page.locator('dd.code').first().textContent()).toBe(code);
    }
    expect(sent.filter((url) => !url.startsWith(`${runtime.profile.api}/app/`))).toEqual([]);
  }, 120_000);

  it('a verdict is decided again from its bundle, and from no other', async () => {
    const { verdict } = await reviewHere(fromBytes(zip), memorySpool);
    const { signed, trusted } = await signedVerdict(verdict);
    const page = await anybody();
    await open(page, '/app/verify');
    await page.getByLabel('Trusted keys').setInputFiles(jsonFile('keys.json', trusted));
    await page.getByLabel('Signed verdict').setInputFiles(jsonFile('verdict.json', signed));
    const bundle = (name: string, bytes: Uint8Array) =>
      page
        .getByLabel('Bundle', { exact: true })
        .setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
    await bundle('own.zip', zip);
    await page.getByText('the same, byte for byte').waitFor({ timeout: 60_000 });
    await bundle('other.zip', await referredZip(folder.path, FEDERAL));
    await page.getByText('bundle-differs').waitFor({ timeout: 60_000 });
    expect(await violationsOn(page)).toEqual([]);
  }, 150_000);

  it('documents are read as text, whatever stands in them', async () => {
    const { page, problems } = await as('nsa-reviewer-1');
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await open(page, `/app/cases/${await someCase()}`);
    await page.getByText('Model card and documents').click();
    await page.getByRole('button', { name: 'Model card of Quillon Atlas 5' }).click();
    const card = page.getByRole('article', { name: 'Model card of Quillon Atlas 5' });
    await card.getByRole('heading', { name: 'A card' }).waitFor();
    expect(await card.textContent()).toContain('<script>window.broken = 1</script>');
    expect(await card.getByRole('cell', { name: '0.4' }).count()).toBe(1);
    expect(await card.locator('script, img').count()).toBe(0);
    expect(await card.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
      'https://example.org/x',
    ]);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(sent.filter((url) => url.includes('example.org'))).toEqual([]);
    expect(await violationsOn(page)).toEqual([]);
    expect(problems).toEqual([]);
  }, 60_000);

  it('a finding leads to its samples, each with its place in the file', async () => {
    const { page, problems } = await as('nsa-reviewer-1');
    await open(page, `/app/cases/${await someCase()}`);
    const row = page.locator('.findings').getByText('NSA-01').first();
    await row.click();
    await page
      .getByText(/^Samples of/)
      .first()
      .click();
    const list = page.getByRole('list', { name: 'Samples' });
    await list.waitFor();
    await list.locator('summary').first().click();
    const turns = list.getByRole('list', { name: 'Conversation' }).first();
    expect(await turns.getByText('Model', { exact: true }).count()).toBeGreaterThan(0);
    expect(await list.getByText('"epoch"').isVisible()).toBe(false);
    await list.getByText('As it stands in the log').first().click();
    expect(await list.locator('pre', { hasText: '"epoch"' }).first().isVisible()).toBe(true);
    await list.getByText('Where it is').first().click();
    expect(await list.getByText('Member').first().isVisible()).toBe(true);
    expect(await violationsOn(page)).toEqual([]);
    expect(problems).toEqual([]);
  }, 60_000);

  it.each([1280, 390])(
    'a sample is text, whatever is said in it, and what is long is folded (%i px)',
    async (width) => {
      const { page, problems } = await as('nsa-reviewer-1', { viewport: { width, height: 900 } });
      await page.addInitScript(countAttacks);
      const long = `${hostileText.unreadable} ${'words without end '.repeat(400)}`;
      const sample = {
        ...{ id: hostileText.markup, epoch: 1, input: hostileText.markup, target: hostileText.link },
        messages: [
          { role: hostileText.markup, content: long },
          { role: 'user', content: [{ type: 'image', image: 'https://example.org/p.png' }] },
          {
            role: 'assistant',
            content: hostileText.markup,
            tool_calls: [{ function: hostileText.unreadable, arguments: { cmd: hostileText.markup } }],
          },
          { role: 'tool', function: hostileText.markup, content: '', error: { message: hostileText.link } },
        ],
        scores: { [hostileText.markup]: { value: hostileText.link, explanation: long } },
        error: { message: hostileText.markup },
      };
      await page.route(
        ({ pathname }) => pathname.endsWith('/samples'),
        async (route) => {
          const response = await route.fetch();
          const answer = z.looseObject({ samples: z.array(z.looseObject({})) }).parse(await response.json());
          const [first] = answer.samples;
          await route.fulfill({ response, json: { ...answer, samples: [{ ...first, text: JSON.stringify(sample) }] } });
        },
      );
      const sent: string[] = [];
      page.on('request', (request) => sent.push(request.url()));
      await open(page, `/app/cases/${await someCase()}`);
      await page.locator('.findings').getByText('NSA-01').first().click();
      await page
        .getByText(/^Samples of/)
        .first()
        .click();
      const list = page.getByRole('list', { name: 'Samples' });
      await list.locator('summary').first().click();
      const fold = list.locator('details.long > summary').first();
      expect(await fold.getByText(/^All of the message: [\d,]+ characters$/).count()).toBe(1);
      await fold.press('Enter');
      await list.locator('details.long[open] > pre').first().waitFor();
      for (const text of [hostileText.markup, hostileText.link, 'Not shown here: image'])
        expect(await list.getByText(text).count()).toBeGreaterThan(0);
      expect(await page.evaluate('attacked')).toEqual([]);
      expect(await list.locator('img, script, a').count()).toBe(0);
      expect(sent.filter((url) => url.includes('example.org'))).toEqual([]);
      expect(await wideOn(page)).toEqual([]);
      expect(await violationsOn(page)).toEqual([]);
      expect(problems).toEqual([]);
    },
    60_000,
  );

  it('runs stand beside those of reference models, with the interval of the difference', async () => {
    const { page, problems } = await as('odni-reviewer-1');
    await open(page, `/app/cases/${await someCase()}`);
    await page.getByText('Beside reference models').click();
    const run = page.getByRole('heading', { name: /^makemesay beside .* a reference model$/ });
    await run.waitFor();
    expect(await page.getByRole('img', { name: /^Difference .*; interval .* to / }).count()).toBeGreaterThan(0);
    expect(await page.getByRole('cell', { name: /McNemar, p/ }).count()).toBeGreaterThan(0);
    expect(await violationsOn(page)).toEqual([]);
    expect(problems).toEqual([]);
  }, 60_000);

  it('an amended bundle shows what it changed', async () => {
    const at = await procedureOn(runtime.profile).refer(zip);
    await at.amend(await referredZip(folder.path, FEDERAL, 'with a corrected notice'), 'The notice is corrected.');
    await at.judged(2);
    const { page, problems } = await as('vendor-quillon');
    await open(page, `/app/cases/${at.caseId}`);
    await page.getByText('What this version of the bundle changed').click();
    const files = page.getByRole('table', { name: 'Files that changed' });
    await files.getByRole('row', { name: /bundle\.json changed/ }).waitFor();
    expect(await files.getByRole('row', { name: /model-card\.md changed/ }).count()).toBe(1);
    expect(await violationsOn(page)).toEqual([]);
    expect(problems).toEqual([]);
  }, 150_000);

  it('a party sets where it is told, and the secret of its webhook is shown once', async () => {
    const { page, problems } = await as('oncd-principal');
    await open(page, '/app/notices');
    const webhook = page.getByRole('group', { name: 'By webhook' });
    await webhook.getByLabel('Address').fill('ftp://example.org');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    await webhook.getByLabel('Address').fill('http://127.0.0.1:9/hook');
    await webhook.locator('label', { hasText: 'A step on the way' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/whsec_/).waitFor();
    await open(page, '/app/notices');
    expect(await webhook.getByLabel('Address').inputValue()).toBe('http://127.0.0.1:9/hook');
    expect(await webhook.getByLabel('A step on the way').isChecked()).toBe(false);
    expect(await webhook.getByLabel('Something is to be done').isChecked()).toBe(true);
    expect(await page.getByText(/whsec_/).count()).toBe(0);
    expect(problems).toEqual([]);
  }, 60_000);

  it('a ballot is opened by an editor, voted on by those with a seat, and closed', async () => {
    const editor = await as('standards-editor');
    await open(editor.page, '/app/ballots');
    await editor.page.getByLabel('Version').fill('us-frontier@2026.9');
    await editor.page.getByLabel('Digest of the proposal').fill(`sha256:${'a'.repeat(64)}`);
    await editor.page.getByLabel('What changes, and why').fill('A lower limit.');
    await editor.page.getByLabel('Agencies with a seat').fill('nsa, oncd');
    await editor.page.getByLabel('Companies with a seat').fill('acceptance');
    await editor.page.getByRole('button', { name: 'Open the ballot' }).click();
    await editor.page.waitForURL(/\/app\/ballots\/us-frontier/);
    const path = new URL(editor.page.url()).pathname;
    for (const person of ['nsa-principal', 'oncd-principal']) {
      const { page, problems } = await as(person);
      await open(page, path);
      await page.locator('label', { hasText: /^Adopt$/ }).click();
      await page.getByLabel('Reason').fill('It follows the evidence.');
      await page.getByRole('button', { name: 'Vote', exact: true }).click();
      await page.getByRole('cell', { name: 'adopt' }).waitFor();
      expect(await page.getByRole('cell', { name: 'adopt' }).count()).toBe(1);
      expect(await violationsOn(page)).toEqual([]);
      expect(problems).toEqual([]);
    }
    await editor.page.reload();
    await editor.page.getByRole('button', { name: 'Close the ballot' }).click();
    await editor.page.getByText('2 to adopt, 0 to reject').waitFor();
    expect(editor.problems).toEqual([]);
  }, 90_000);

  it('criteria are searched over all standards, and standards are compared', async () => {
    const page = await anybody();
    await open(page, '/app/standards');
    await page.getByLabel('Search all criteria').fill('cybench');
    await page.getByRole('region', { name: 'Search' }).getByRole('link').first().waitFor();
    await page.getByRole('link', { name: /Compare two standards/ }).click();
    await page.getByText(/that can make an outcome another/).waitFor();
    await page.getByLabel('Before').selectOption(FEDERAL);
    await page.getByLabel('After').selectOption(FEDERAL);
    await page.getByText('There is no difference.').waitFor();
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'none breaks a rule of accessibility (%s)',
    async (colorScheme) => {
      const reader = { page: await anybody({ colorScheme }) };
      const agency = await as('odni-principal', { colorScheme });
      const editor = await as('standards-editor', { colorScheme });
      const pages = [
        [reader, '/app/register'],
        [reader, '/app/precedents'],
        [reader, '/app/verify'],
        [reader, '/app/standards'],
        [reader, '/app/standards/compare'],
        [reader, `/app/standards/${FEDERAL}`],
        [agency, '/app/notices'],
        [agency, '/app/ballots'],
        [editor, '/app/ballots'],
      ] as const;
      const found: Record<string, string[]> = {};
      for (const [{ page }, path] of pages) {
        await open(page, path);
        const violations = await violationsOn(page);
        if (violations.length > 0) found[path] = violations;
      }
      expect(found).toEqual({});
    },
    120_000,
  );
});
