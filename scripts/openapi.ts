/** Writes `docs/openapi.json`, the HTTP API as an OpenAPI document: `node scripts/openapi.ts [file]`. The API itself answers with the same. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApi } from '#core/api/openapi.ts';

const file = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'openapi.json');
await writeFile(file, `${JSON.stringify(openApi(), null, 2)}\n`);
