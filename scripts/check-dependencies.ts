import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf, Lock } from './dependencies/faults-of.ts';

/** `npm run licences`: fails where a package of the lock file has a licence that is not allowed, or bytes that are not pinned. */
const file = join(import.meta.dirname, '../package-lock.json');
const lock = Lock.parse(JSON.parse(readFileSync(file, 'utf8')));
const faults = faultsOf(lock);
for (const fault of faults) console.error(fault);
console.log(`${Object.keys(lock.packages).length} packages, ${faults.length} that may not be used as they are`);
process.exitCode = faults.length === 0 ? 0 : 1;
