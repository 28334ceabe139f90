import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { CACHE, ROOT } from '../../local/root.ts';
import { startRuntime } from '../../local/runtime.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
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

/** The pages: a name, who looks, and where. */
const pagesOf = ({ reviewed, returned, decided }: Showcase): readonly (readonly [string, string, string])[] => [
  ['home', 'nsa-reviewer-1', '/app/home'],
  ['queue', 'nsa-reviewer-1', '/app/queue'],
  ['case', 'nsa-reviewer-1', `/app/cases/${reviewed}`],
  ['case-determine', 'nsa-reviewer-1', `/app/cases/${reviewed}?do=determine`],
  ['case-decided', 'coordinator', `/app/cases/${decided}`],
  ['standards', 'nsa-reviewer-1', '/app/standards'],
  ['standard', 'nsa-reviewer-1', '/app/standards/us-frontier/2026.1'],
  ['vendor-cases', 'vendor-quillon', '/app/cases'],
  ['vendor-case-returned', 'vendor-tern', `/app/cases/${returned}`],
  ['vendor-submit', 'vendor-quillon', '/app/submit'],
];

/** How much of what is printed is in its picture, in px; the PDF has all. */
const PRINTED = 5000;

/** What is also printed. */
const ON_PAPER = new Set(['case', 'case-decided', 'queue', 'standard']);

async function open(page: Page, api: string, path: string): Promise<void> {
  await page.goto(`${api}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

async function take(browser: Browser, api: string, showcase: Showcase): Promise<number> {
  let taken = 0;
  for (const [look, options] of Object.entries(LOOKS)) {
    const people = new Map<string, Page>();
    for (const [name, person, path] of pagesOf(showcase)) {
      const page = people.get(person) ?? (await signedIn(browser, api, person, options)).page;
      people.set(person, page);
      // A picture of a long page takes its time on a machine that is busy.
      page.context().setDefaultTimeout(60_000);
      await open(page, api, path);
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
  const showcase = await showcaseOn(runtime.profile, folder.path);
  const taken = await take(browser, runtime.profile.api, showcase);
  process.stdout.write(`${taken} screenshots in ${FOLDER.slice(ROOT.length + 1)}\n`);
} finally {
  await browser.close();
  await runtime.stop();
  folder.discard();
}
