import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { lastGood } from './deployments/last-good.ts';

/**
 * `npm run last-good-deployment -- FILE --not COMMIT`: prints `commit=<the last one whose deployment succeeded>` for the output of a step,
 * with nothing behind the sign where there is none. FILE is what GitHub's API says of the deployments of an environment, newest first.
 */
const { values, positionals } = parseArgs({ options: { not: { type: 'string' } }, allowPositionals: true });
const [file] = positionals;
if (file === undefined || values.not === undefined) {
  console.error('last-good-deployment: expected FILE --not COMMIT');
  process.exit(2);
}
console.log(`commit=${lastGood(JSON.parse(readFileSync(file, 'utf8')), values.not) ?? ''}`);
