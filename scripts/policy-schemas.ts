/**
 * Writes `policy/schema/`: JSON Schemas (2020-12) of the files of a standard and of what stands beside it, for editors and for readers in other languages.
 * `node scripts/policy-schemas.ts`. They follow from the zod schemas that load the standards.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CriterionFile } from '#core/policy/criterion.ts';
import { PackHead } from '#core/policy/pack.ts';
import { PublishedFigures } from '#core/policy/references/published-figure.ts';

/** Name of each schema file to its content. */
export function policySchemas(): ReadonlyMap<string, string> {
  const schemas = [
    ['pack.json', 'pack.yaml of a standard', PackHead],
    ['criterion.json', 'One criterion of a standard', CriterionFile],
    ['references.json', 'Published figures, seen beside those of bundles', PublishedFigures],
  ] as const;
  return new Map(
    schemas.map(([name, title, schema]) => {
      const body = { title, ...z.toJSONSchema(schema, { io: 'input' }) };
      return [name, `${JSON.stringify(body, null, 2)}\n`];
    }),
  );
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', 'policy', 'schema');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of policySchemas()) await writeFile(join(folder, name), text);
}
