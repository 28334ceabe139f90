import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../../local/root.ts';

const SITE = join(ROOT, 'dist/functions/console/site');
const KIB = 1024;

/** Bytes of scripts as they go over the network, in KiB. */
export interface Size {
  readonly files: number;
  readonly brotli: number;
  readonly gzip: number;
}

/** Notes which scripts a page loads, its workers' among them; `sizes` gives what they weigh. */
export function scriptsOf(page: Page): { forget(): void; sizes(): Size } {
  const names = new Set<string>();
  page.context().on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/app\/assets\/.*\.js$/.test(pathname)) names.add(pathname.slice('/app/'.length));
  });
  const weight = (suffix: string) =>
    [...names].reduce((sum, name) => sum + readFileSync(join(SITE, `${name}${suffix}`)).byteLength, 0) / KIB;
  return {
    forget: () => names.clear(),
    sizes: () => ({ files: names.size, brotli: weight('.br'), gzip: weight('.gz') }),
  };
}
