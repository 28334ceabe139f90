/** Writes `docs/authorisation.md`. `node scripts/authorisation.ts` */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authorisationPage } from './authorisation-page.ts';

await writeFile(join(import.meta.dirname, '..', 'docs', 'authorisation.md'), authorisationPage());
