import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { prepareAssembly } from '../local/assembly/prepare.ts';
import { CACHE, ROOT } from '../local/root.ts';
import { startRuntime } from '../local/runtime.ts';
import { CHROMIUM, launch, signedIn } from '../test/browser/support/chromium.ts';
import { type Showcase, showcaseOn } from '../test/browser/support/showcase.ts';
import { manyFindings, manyInQueue } from './console/many.ts';
import { type Scrolled, scrolled } from './console/scroll.ts';
import { scriptsOf } from './console/sizes.ts';
import type { Table } from './table.ts';

const MANY = 10_000;
const ROUNDS = 7;

/** What the console weighs, how fast a case is there, and how long lists scroll, in this machine's Chromium on the local run. */
export async function run(): Promise<Table[]> {
  if (CHROMIUM === undefined) throw new Error('There is no Chromium; install it, or say where it is in CHROMIUM.');
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const runtime = await startRuntime({ assembly: await prepareAssembly(ROOT, CACHE, () => {}), state: folder });
  const browser = await launch();
  try {
    const showcase = await showcaseOn(runtime.profile, folder);
    const { api } = runtime.profile;
    const reviewer = await signedIn(browser, api, 'nsa-reviewer-1');
    const vendor = await signedIn(browser, api, 'vendor-quillon');
    return [
      await sizesOf(api, showcase, reviewer.page, vendor.page),
      await timesOf(api, showcase, reviewer.page),
      await scrollingOf(api, showcase, reviewer.page),
    ];
  } finally {
    await browser.close();
    await runtime.stop();
    rmSync(folder, { recursive: true });
  }
}

async function sizesOf(api: string, { decided }: Showcase, reviewer: Page, vendor: Page): Promise<Table> {
  const pages: readonly (readonly [string, Page, string])[] = [
    ['home', reviewer, '/app/home'],
    ['queue', reviewer, '/app/queue'],
    ['case', reviewer, `/app/cases/${decided}`],
    ['standards', reviewer, '/app/standards'],
    ['submit', vendor, '/app/submit'],
  ];
  const rows: (string | number)[][] = [];
  for (const [name, page, path] of pages) {
    const scripts = scriptsOf(page);
    await page.goto(`${api}${path}`);
    await page.waitForLoadState('networkidle');
    const { files, brotli, gzip } = scripts.sizes();
    rows.push([name, files, brotli, gzip]);
    if (name !== 'submit') continue;
    scripts.forget();
    await page
      .getByLabel('A zip')
      .setInputFiles({ name: 'b.zip', mimeType: 'application/zip', buffer: Buffer.alloc(64) });
    await page.getByRole('heading', { name: 'What the review would say' }).waitFor({ timeout: 60_000 });
    const checker = scripts.sizes();
    rows.push(['  once a bundle is chosen', checker.files, checker.brotli, checker.gzip]);
  }
  return {
    title: 'Scripts that a page loads on a first visit, KiB as they are sent',
    columns: ['page', 'files', 'brotli', 'gzip'],
    rows,
    notes: [
      'The goal is 150 KiB for the first page. The checker of bundles comes by itself, when there is one to check.',
    ],
  };
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timesOf(api: string, { decided }: Showcase, page: Page): Promise<Table> {
  const devtools = await page.context().newCDPSession(page);
  const times = { empty: [] as number[], first: [] as number[], again: [] as number[] };
  const timed = async (path: string, there: () => Promise<unknown>) => {
    const start = performance.now();
    await page.goto(`${api}${path}`);
    await there();
    return performance.now() - start;
  };
  const shown = () => page.locator('.findings, .pair').first().waitFor();
  for (let round = 0; round < ROUNDS; round += 1) {
    times.empty.push(await timed('/app/config.json', async () => {}));
    await devtools.send('Network.clearBrowserCache');
    times.first.push(await timed(`/app/cases/${decided}`, shown));
    times.again.push(await timed(`/app/cases/${decided}`, shown));
  }
  const empty = median(times.empty);
  const row = (name: string, values: readonly number[]) => [name, median(values), median(values) / empty];
  return {
    title: 'From the address to the findings of a case on the page',
    columns: ['page', 'ms', 'ratio to an empty page'],
    rows: [
      row('an empty page of the same server', times.empty),
      row('a case, nothing in the cache', times.first),
      row('a case, scripts in the cache', times.again),
    ],
    notes: [
      `Medians of ${ROUNDS}; the session is renewed, the case, its events and its findings are asked for in all of them.`,
    ],
  };
}

async function scrollingOf(api: string, { decided }: Showcase, page: Page): Promise<Table> {
  const row = (name: string, { frames, frame95, long, longest }: Scrolled) => [name, frames, frame95, long, longest];
  const rows: (string | number)[][] = [];
  await page.goto(`${api}/app/home`);
  await page.evaluate(`(() => {
    const box = document.createElement('div');
    box.id = 'empty';
    box.style.cssText = 'height: 34rem; overflow: auto';
    box.append(document.createElement('div'));
    box.firstChild.style.height = '${MANY * 58}px';
    document.body.append(box);
  })()`);
  rows.push(row('an empty box of the same height', await scrolled(page, '#empty')));

  await manyInQueue(page, MANY);
  await page.goto(`${api}/app/queue`);
  await page.getByText(`${MANY} cases of ${MANY}`).waitFor({ timeout: 60_000 });
  rows.push(row(`${MANY} cases in the queue`, await scrolled(page, '.rows')));

  await manyFindings(page, MANY);
  await page.goto(`${api}/app/cases/${decided}`);
  await page.getByText(`of ${MANY} findings`).waitFor({ timeout: 60_000 });
  const onlyOpen = page.getByRole('checkbox', { name: 'Only what is not met' });
  if (await onlyOpen.isChecked()) await page.getByText('Only what is not met').click();
  await page.getByText(`${MANY} of ${MANY} findings`).waitFor({ timeout: 60_000 });
  rows.push(row(`${MANY} findings of a case`, await scrolled(page, '.findings')));
  return {
    title: 'Scrolling from top to end, a step at each frame',
    columns: ['list', 'frames', 'ms of a frame, 95 %', 'tasks over 50 ms', 'longest of them, ms'],
    rows,
    notes: ['Tasks by the Long Tasks API of the browser, from the first step to the last.'],
  };
}
