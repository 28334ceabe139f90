import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { presentAssembly, temporaryFolder } from '../e2e/support/countersign.ts';
import { FEDERAL, procedureOn } from '../e2e/support/referred-case.ts';
import { variantZip } from '../e2e/support/variant.ts';
import { CHROMIUM, launch, signedIn, violationsOn, wideOn } from './support/chromium.ts';

const BASELINE = 0.615;

describe.skipIf(CHROMIUM === undefined)('the layout of pages in Chromium', { retry: 1 }, () => {
  const folder = temporaryFolder();
  let runtime: Runtime;
  let browser: Browser;
  let path: string;

  beforeAll(async () => {
    runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, 'state') });
    browser = await launch();
    const zip = await variantZip(
      join(folder.path, 'bundle'),
      'frontier-safeguarded',
      ({ evaluations, ...manifest }) => ({
        ...manifest,
        packs: [FEDERAL],
        evaluations: z
          .array(z.looseObject({}))
          .parse(evaluations)
          .map((one) => ({ ...one, humanBaseline: BASELINE })),
      }),
    );
    path = `/app/cases/${(await procedureOn(runtime.profile).refer(zip)).caseId}`;
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await runtime?.stop();
    folder.discard();
  });

  const as = (person: string, width: number) =>
    signedIn(browser, runtime.profile.api, person, { viewport: { width, height: 844 } });
  const open = async (page: Page, address: string) => {
    await page.goto(`${runtime.profile.api}${address}`);
    await page.locator('.rows, .findings').first().waitFor();
    await page.waitForLoadState('networkidle');
  };

  /** Cumulative layout shift as a page loads (https://web.dev/articles/cls; "good" is up to 0.1), here as the sum of all shifts. */
  it.each([1280, 390])(
    'stays where it is while a page loads (%i px)',
    async (width) => {
      const { page } = await as('odni-reviewer-1', width);
      await page.addInitScript(`
      globalThis.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ value, hadRecentInput }) => { if (!hadRecentInput) shift += value; }))
        .observe({ type: 'layout-shift', buffered: true });
    `);
      for (const address of ['/app/queue', path]) {
        await open(page, address);
        expect([address, z.number().parse(await page.evaluate('shift')) < 0.1]).toEqual([address, true]);
      }
    },
    60_000,
  );

  it('gives a phone a queue that needs no sideways scrolling, with every word of it in sight', async () => {
    const { page } = await as('odni-reviewer-1', 390);
    await open(page, '/app/queue');
    // The names of columns that a card shows are put there by the style sheet.
    const shown = String(
      await page.evaluate(`[...document.querySelector('.rows tbody tr:not(.spacer)').cells]
        .map((cell) => getComputedStyle(cell, '::before').content + cell.textContent).join(' ')`),
    );
    for (const text of ['Determination', 'us-frontier/2026.1', 'Tier: ', 'Open points: ', 'Stage: '])
      expect(shown).toContain(text);
    const wide =
      "[...document.querySelectorAll('.rows, .rows tr, .rows td')].filter((one) => one.scrollWidth > one.clientWidth + 1).length";
    expect(await page.evaluate(wide)).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
  }, 60_000);

  it('puts reference models and people beside a figure, in words too', async () => {
    const { page } = await as('odni-reviewer-1', 1280);
    await open(page, path);
    await page.getByText('Only what is not met').click();
    await page.getByLabel('Search the findings').fill('makemesay');
    await page.locator('.findings button').filter({ hasText: /^ODN/ }).first().click();
    await page
      .getByRole('img', { name: /^Mean .*people, as declared 61\.5%/ })
      .first()
      .waitFor();
    // The reference model and people.
    const chart = page
      .locator('svg.chart')
      .filter({ has: page.locator('.model ~ .model') })
      .first();
    await chart.waitFor();
    const texts = await chart.locator('.model text').allTextContents();
    expect(texts).toHaveLength(2);
    const title = await chart.locator('title').textContent();
    for (const text of texts) expect(title).toContain(text);
    expect(await violationsOn(page)).toEqual([]);
  }, 60_000);

  it('puts what others published beside a figure, with whose it is and where it stands', async () => {
    const { page } = await as('odni-reviewer-1', 1280);
    await open(page, path);
    await page.getByText('Only what is not met').click();
    await page.getByLabel('Search the findings').fill('AgentDojo');
    await page.locator('.findings button').filter({ hasText: 'ODN-09' }).first().click();
    await page.getByRole('img', { name: /highest reported 47\.7% as published, not recomputed/i }).waitFor();
    const sources = page.getByText('Published by others, not recomputed').locator('..');
    const link = sources.getByRole('link', { name: 'AgentDojo (arXiv:2406.13352)' }).first();
    expect(await link.getAttribute('href')).toBe('https://arxiv.org/abs/2406.13352');
    expect(await violationsOn(page)).toEqual([]);
  }, 60_000);

  /** WCAG 2.2, 1.4.10: a window of 1280 by 1024 at four times the size. */
  it('needs no sideways scrolling at 400 %, with a form and the samples of a finding opened', async () => {
    const { page } = await as('odni-reviewer-1', 1280);
    await page.setViewportSize({ width: 320, height: 256 });
    await open(page, '/app/queue');
    expect(await wideOn(page)).toEqual([]);
    expect(await violationsOn(page)).toEqual([]);
    await open(page, `${path}?do=determine&finding=ODN-09`);
    await page.locator('label', { hasText: /^Non concur/ }).click();
    await page.getByRole('button', { name: /^Add/ }).first().click();
    await page
      .getByText(/^Samples of/)
      .first()
      .click();
    await page.getByRole('list', { name: 'Samples' }).locator('summary').first().click();
    await page.getByRole('list', { name: 'Conversation' }).first().waitFor();
    expect(await wideOn(page)).toEqual([]);
    expect(await violationsOn(page)).toEqual([]);
  }, 60_000);
});
