import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { HoldAnswer } from '#core/api/holds.ts';
import { CACHE, ROOT } from '../../local/root.ts';
import { startRuntime } from '../../local/runtime.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { FEDERAL, procedureOn, referredZip } from '../e2e/support/referred-case.ts';
import { eventually } from '../local/support/clients.ts';
import { CHROMIUM, launch, signedIn } from './support/chromium.ts';
import { type Showcase, showcaseOn } from './support/showcase.ts';

/**
 * `npm run screenshots`: the main pages of the console as pictures in `.countersign/screenshots/`, one for each way of looking at them:
 * light, dark, on a phone, in forced colours, and on paper (`print`, with the PDF that a browser makes of it).
 */
const FOLDER = join(CACHE, 'screenshots');

/** How somebody looks at the console. */
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  forced: { forcedColors: 'active', colorScheme: 'dark', reducedMotion: 'reduce' },
};

/** A page: a name, who looks, and where; `then` opens what of it is closed. */
type Shot = readonly [name: string, person: string, path: string, then?: (page: Page) => Promise<void>];

async function openSample(page: Page): Promise<void> {
  await page
    .getByText(/^Samples of/)
    .first()
    .click();
  await page.getByRole('list', { name: 'Samples' }).locator('summary').first().click();
}

const pagesOf = ({ reviewed, returned, decided }: Showcase): readonly Shot[] => [
  ['home', 'nsa-reviewer-1', '/app/home'],
  ['queue', 'nsa-reviewer-1', '/app/queue'],
  ['case', 'nsa-reviewer-1', `/app/cases/${reviewed}`],
  ['case-determine', 'nsa-reviewer-1', `/app/cases/${reviewed}?do=determine`],
  ['case-samples', 'odni-reviewer-1', `/app/cases/${reviewed}?finding=ODN-09#findings`, openSample],
  ['case-decided', 'coordinator', `/app/cases/${decided}`],
  ['submit', 'vendor-quillon', '/app/submit'],
  ['notices', 'nsa-reviewer-1', '/app/notices'],
  ['ballots', 'nsa-principal', '/app/ballots'],
  ['register', 'nsa-reviewer-1', '/app/register'],
  ['verify', 'nsa-reviewer-1', '/app/verify'],
  ['standards', 'nsa-reviewer-1', '/app/standards'],
  ['standard', 'nsa-reviewer-1', '/app/standards/us-frontier/2026.1'],
  ['vendor-case-returned', 'vendor-tern', `/app/cases/${returned}`],
];

/** How much of what is printed is in its picture, in px; the PDF has all. */
const PRINTED = 5000;

/** What is also printed. */
const ON_PAPER = new Set(['case', 'case-decided', 'case-destroyed', 'queue', 'standard']);

async function open(page: Page, api: string, path: string): Promise<void> {
  await page.goto(`${api}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

async function take(browser: Browser, api: string, shots: readonly Shot[]): Promise<number> {
  let taken = 0;
  for (const [look, options] of Object.entries(LOOKS)) {
    const people = new Map<string, Page>();
    for (const [name, person, path, then] of shots) {
      const page = people.get(person) ?? (await signedIn(browser, api, person, options)).page;
      people.set(person, page);
      // A picture of a long page takes its time on a machine that is busy.
      page.context().setDefaultTimeout(60_000);
      await open(page, api, path);
      await then?.(page);
      await page.screenshot({ path: join(FOLDER, `${name}.${look}.png`), fullPage: true });
      taken += 1;
      if (look !== 'light' || !ON_PAPER.has(name)) continue;
      await page.pdf({ path: join(FOLDER, `${name}.pdf`), preferCSSPageSize: true });
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 720, height: 1000 });
      const clip = { x: 0, y: 0, width: 720, height: PRINTED };
      await page.screenshot({ path: join(FOLDER, `${name}.print.png`), fullPage: true, clip });
      await page.emulateMedia({ media: null });
      await page.setViewportSize({ width: 1280, height: 900 });
      taken += 1;
    }
    for (const page of people.values()) await page.context().close();
  }
  return taken;
}

if (CHROMIUM === undefined) {
  process.stderr.write('screenshots: there is no Chromium; install it, or say where it is in CHROMIUM.\n');
  process.exit(1);
}
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const folder = temporaryFolder();
const runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, 'state') });
const browser = await launch();
try {
  const { profile, clock } = runtime;
  const showcase = await showcaseOn(profile, folder.path);
  const hold = { do: 'place', reason: 'Litigation 26-114.' } as const;
  await procedureOn(profile).as('coordinator').post(`/cases/${showcase.decided}/hold`, hold, HoldAnswer);
  const gone = await procedureOn(profile).refer(await referredZip(folder.path, FEDERAL, 'withdrawn later'));
  await gone.does('vendor-quillon', { type: 'withdraw', reason: 'The release is put off.' });
  const taken = await take(browser, profile.api, pagesOf(showcase));
  await clock.advance(33 * 86_400_000);
  await eventually(async () => (await gone.summary())?.retention?.destructions.find(({ ended }) => ended !== null));
  const after = await take(browser, profile.api, [
    ['case-destroyed', 'vendor-quillon', `/app/cases/${gone.caseId}`],
    ['vendor-cases', 'vendor-quillon', '/app/cases'],
  ]);
  process.stdout.write(`${taken + after} screenshots in ${FOLDER.slice(ROOT.length + 1)}\n`);
} finally {
  await browser.close();
  await runtime.stop();
  folder.discard();
}
