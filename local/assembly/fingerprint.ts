import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the synthesized template and the deployed code are made of. */
const INPUTS = [
  'core/**',
  'console/**',
  'functions/**',
  'statemachines/**',
  'policy/**',
  'infra/**',
  'scripts/*.ts',
  'cdk.json',
  'package.json',
  'package-lock.json',
];

/** A name for the present state of the sources: equal sources give the same one. */
export function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const path of globSync(INPUTS, { cwd: root }).sort()) {
    const file = join(root, path);
    if (!statSync(file).isFile()) continue;
    hash.update(`${path}\0`).update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex').slice(0, 16);
}
