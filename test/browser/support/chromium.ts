import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import * as z from 'zod';
import { ROOT } from '../../../local/root.ts';

/** The browser of this machine: `CHROMIUM`, or Debian's; null where there is none. */
export const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
);

export const launch = (): Promise<Browser> =>
  chromium.launch({ ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }), args: ['--no-sandbox'] });

/** A page of somebody who has signed in by the console's own way; `problems` collects what the page complained of. */
export async function signedIn(
  browser: Browser,
  api: string,
  person: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // A refusal of the API is an answer, which the page shows.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text());
  });
  await page.goto(`${api}/app/home`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const listed = page.locator(`button[value="${person}"]`);
  await page.getByLabel('Id of the vendor').waitFor();
  if ((await listed.count()) > 0) await listed.click();
  else {
    await page.getByLabel('Id of the vendor').fill(person.replace('vendor-', ''));
    await page.getByLabel('Id of the vendor').press('Enter');
  }
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return { page, problems };
}

const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong with a page, or with a part of it: the rule, and the first element that breaks it. */
export async function violationsOn(page: Page, part?: string): Promise<string[]> {
  await page.evaluate(AXE);
  const context = part === undefined ? 'document' : JSON.stringify(part);
  const found = Violations.parse(
    await page.evaluate(`axe.run(${context}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** What is wider than a page, other than in a box that scrolls by itself. */
const WIDE = `(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('main *')]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && one.closest('.scroll, .rows, .hidden') === null)
    .map((one) => one.tagName + '.' + one.className + ' in ' + one.parentElement.className);
})()`;
export const wideOn = async (page: Page): Promise<string[]> => z.array(z.string()).parse(await page.evaluate(WIDE));

/** What is wrong with a part of a page in the dark and on a phone, where it is put for this moment. */
export async function wrongOnPhone(page: Page, part: string): Promise<string[]> {
  const size = page.viewportSize();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  const wrong = [...(await violationsOn(page, part)), ...(await wideOn(page))];
  await page.emulateMedia({ colorScheme: null });
  if (size !== null) await page.setViewportSize(size);
  return wrong;
}
