/**
 * Prints the verdicts and findings of bundles from zip to verdict, three lines each: run in other processes to compare bytes.
 * `node test/core/print-review.ts <seed> <folder>...`; the seed orders the members of the zip and the evaluations.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decide } from '#core/adjudication/decide.ts';
import { fromBytes } from '#core/io/random-access.ts';
import type { Pack } from '#core/policy/pack.ts';
import { checkAll, review } from '#core/review.ts';
import { loadPack, packNames } from '../../cli/standards/load-packs.ts';
import { memorySpool } from '../fixtures/memory-spool.ts';
import { yazlZip } from '../fixtures/yazl-zip.ts';

/** A fixed shuffle for each seed (Fisher-Yates over a linear congruence); seed 0 leaves the order. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const list = [...items];
  if (seed === 0) return list;
  let state = seed;
  for (let last = list.length - 1; last > 0; last -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const other = state % (last + 1);
    const [a, b] = [list[last], list[other]];
    if (a !== undefined && b !== undefined) [list[last], list[other]] = [b, a];
  }
  return list;
}

async function members(root: string): Promise<[string, Buffer][]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.sort().map(async (path): Promise<[string, Buffer]> => [path.slice(root.length + 1), await readFile(path)]),
  );
}

const [given = '0', ...roots] = process.argv.slice(2);
const seed = Number(given);
const packs = await Promise.all((await packNames()).map((name) => loadPack(name)));
for (const root of roots) await print(root);

async function print(root: string): Promise<void> {
  const zip = await yazlZip(shuffled(await members(root), seed), { compress: seed % 2 === 1 });
  const { verdict, findings, index, evaluations, pack } = await review(packs, fromBytes(zip), { spool: memorySpool });
  console.log(JSON.stringify({ verdict, findings }));

  // The same again, with evaluations, problems and reports in another order than they were read in.
  const submission = {
    manifest: index.manifest,
    digest: index.digest,
    problems: shuffled(index.problems, seed),
    evaluations: shuffled(evaluations, seed),
  };
  const decided = (under: Pack) => decide(under, submission, shuffled(checkAll(under, submission), seed), []);
  console.log(JSON.stringify(decided(pack)));

  // Under every standard there is, whether or not the bundle seeks it.
  console.log(JSON.stringify(packs.map(decided)));
}
