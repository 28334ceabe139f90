import type { Page } from 'playwright-core';
import { Queue } from '#core/api/procedure-wire.ts';
import { CaseFindings } from '#core/api/wire.ts';

/** The real answers of the API, each entry so often that there are as many as wanted, told apart by number. */
const copies = <T>(entries: readonly T[], wanted: number, numbered: (entry: T, n: number) => T): T[] =>
  Array.from({ length: wanted }, (_, n) => entries[n % entries.length]).flatMap((entry, n) =>
    entry === undefined ? [] : [numbered(entry, n)],
  );

/** Has a page get so many entries in its queue. */
export async function manyInQueue(page: Page, wanted: number): Promise<void> {
  await page.route(
    ({ pathname }) => pathname === '/queue',
    async (route) => {
      const queue = Queue.parse(await (await route.fetch()).json());
      const entries = copies(queue.entries, wanted, (entry, n) => ({
        ...entry,
        caseId: `${entry.caseId.slice(0, -5)}${String(n).padStart(5, '0')}`,
        model: `${entry.model} ${n}`,
      }));
      await route.fulfill({ json: Queue.parse({ ...queue, entries, next: null }) });
    },
  );
}

/** Has a page get so many findings of a case. */
export async function manyFindings(page: Page, wanted: number): Promise<void> {
  await page.route(
    ({ pathname }) => /^\/cases\/[^/]+\/findings$/.test(pathname),
    async (route) => {
      const { findings } = CaseFindings.parse(await (await route.fetch()).json());
      const json = { findings: copies(findings, wanted, (one, n) => ({ ...one, evaluation: `run-${n}` })) };
      await route.fulfill({ json: CaseFindings.parse(json) });
    },
  );
}
