import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** More turns than the benchmark has bundles. */
const MANY = '5000';

/** A copy of an assembly in which every review has a turn at once: what the turns are measured against. */
export function withoutTurns(assembly: string, copy: string): string {
  cpSync(assembly, copy, { recursive: true });
  for (const file of readdirSync(copy).filter((name) => name.endsWith('.template.json'))) {
    const path = join(copy, file);
    const limits = /("REVIEWS_(?:PER_VENDOR|IN_ALL)":\s*)"\d+"/g;
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(limits, `$1"${MANY}"`));
  }
  return copy;
}
