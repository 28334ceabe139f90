import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const EXAMPLES = join(import.meta.dirname, '../../examples');
const bundles = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(EXAMPLES, entry.name)).includes('bundle.json'))
  .map(({ name }) => name)
  .sort();

/** Time zones on either side of midnight; locales that sort, count and change case in other ways. */
const PLACES = [
  { env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }, seed: 0 },
  { env: { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, seed: 7 },
  { env: { TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' }, seed: 12 },
];

/** What a process in each place prints: three lines a bundle. */
let printed: string[][] = [];
beforeAll(async () => {
  const script = join(import.meta.dirname, 'print-review.ts');
  const folders = bundles.map((name) => join(EXAMPLES, name));
  printed = await Promise.all(
    PLACES.map(async ({ env, seed }) => {
      const argv = [script, String(seed), ...folders];
      const { stdout } = await run(process.execPath, argv, { env: { ...process.env, ...env }, maxBuffer: 1e8 });
      return stdout.trimEnd().split('\n');
    }),
  );
});

describe('a bundle and a standard give the same bytes', () => {
  it.each(bundles)('examples/%s: from zip to verdict in three processes, time zones, locales and orders', (name) => {
    const at = 3 * bundles.indexOf(name);
    const [reviewed, decided, all] = [0, 1, 2].map((line) => printed.map((lines) => lines[at + line]));
    expect(new Set([...(reviewed ?? []), ...(decided ?? [])]).size).toBe(1);
    expect(new Set(all).size).toBe(1);
    for (const line of [reviewed?.[0], all?.[0]]) expect(line).toMatch(/"findingsDigest":"sha256:[0-9a-f]{64}"/);
  });

  it('is tried on every example', () => {
    expect(bundles.length).toBeGreaterThanOrEqual(4);
  });
});
