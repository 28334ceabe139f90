/**
 * Writes `docs/schemas/`: a JSON Schema (2020-12) for the manifest, for every event on the bus, for signed verdicts and keys, and for every
 * document that a command prints with `--json`.
 * `node scripts/schemas.ts [folder]`. They follow from the zod schemas that the program itself uses.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { EVENT_DETAILS } from '#core/api/events.ts';
import { schemaId } from '#core/api/preflight.ts';
import { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { SignedVerdict } from '#core/attestation/verdict/signed-verdict.ts';
import { VerdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { Manifest } from '#core/bundle/manifest.ts';
import { OUTPUTS } from '../cli/output/outputs.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'schemas');
await mkdir(folder, { recursive: true });

const write = async (name: string, title: string, schema: z.ZodType, io: 'input' | 'output') => {
  const body = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaId(name),
    title,
    ...z.toJSONSchema(schema, { io }),
  };
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(body, null, 2)}\n`);
};
await write('manifest', 'bundle.json, the manifest of a bundle', Manifest, 'input');
for (const [type, schema] of Object.entries(EVENT_DETAILS))
  await write(
    `event-${type.toLowerCase().replace(' ', '-')}`,
    `Detail of the event "${type}" on the event bus, and data of a webhook`,
    schema,
    'output',
  );
await write('signed-verdict', 'A signed verdict, with what is needed to verify it offline', SignedVerdict, 'input');
await write('verdict-statement', 'The in-toto statement that a signed verdict carries', VerdictStatement, 'input');
await write('trusted-keys', 'The keys of verdicts, and the transparency log with its witnesses', TrustedKeys, 'input');
for (const [name, schema] of Object.entries(OUTPUTS))
  await write(name, `Output of countersign ${name.replace('-', ' ')} --json`, schema, 'output');
