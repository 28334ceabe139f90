import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import * as payloads from '#functions/shared/payloads.ts';
import { upgradesOf } from '#functions/shared/table/item-upgrades.ts';
import { readStored } from '#functions/shared/table/stored-item.ts';
import { ROOT } from '../../../../local/root.ts';
import { type Entry, objection, Record, shapeOf } from './shape.ts';
import { STORED } from './stored.ts';

const FILE = join(import.meta.dirname, 'shapes.yaml');
const record = Record.parse(parse(readFileSync(FILE, 'utf8')));
const earlier = z
  .record(z.string(), z.array(z.record(z.string(), z.json())))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'earlier-items.json'), 'utf8')));

const items = Object.entries(STORED).map(([name, { schema, key }]): [string, Entry] => [
  name,
  { schema: upgradesOf(key).length + 1, shape: shapeOf(schema) },
]);
/** What states hand functions, and functions states. Earlier definitions go on handing over what they did, so that nothing upgrades these. */
const handedOn = Object.entries(payloads).map(([name, schema]): [string, Entry] => [
  `state: ${name}`,
  { schema: 1, shape: shapeOf(schema) },
]);
const present = [...items, ...handedOn];

const HOW =
  'A field at the top may be added that may be left out, and a value to an enumeration. All else of an item is a new schema: a step in functions/shared/table/item-upgrades.ts, an item as it was in earlier-items.json, and the record is written by "npx vitest run test/functions/shared/record -u".';

describe('what is stored and handed on', () => {
  it.each(present)('%s is what is on record, or a schema that follows on it', (name, { schema, shape }) => {
    const known = record[name];
    if (known === undefined || schema === known.schema + 1) return;
    expect(schema, `${name} has lost steps of item-upgrades.ts`).toBe(known.schema);
    expect(objection(known.shape, shape), `${name} has changed, and not its schema. ${HOW}`).toBeNull();
  });

  it('is on record as it is; what objects to the record is not written', async () => {
    const next = present.map(([name, entry]): [string, Entry] => {
      const known = record[name];
      const stays = known !== undefined && entry.schema <= known.schema && objection(known.shape, entry.shape) !== null;
      return [name, stays ? known : entry];
    });
    await expect(stringify(Object.fromEntries(next), { aliasDuplicateObjects: false })).toMatchFileSnapshot(FILE);
  });

  it('is every kind of item that a function reads from the table', () => {
    const sources = globSync(['functions/**/*.ts', 'ops/**/*.ts'], { cwd: ROOT }).map((file) =>
      readFileSync(join(ROOT, file), 'utf8'),
    );
    const read = sources.flatMap((text) =>
      [...text.matchAll(/\bread(?:Stored|All)\(([A-Z]\w+),/g)].map(([, name = '']) => name),
    );
    expect(read.length).toBeGreaterThan(20);
    // Of these a part is read.
    const parts = ['InReview', 'Link'];
    expect(read.filter((name) => !Object.hasOwn(STORED, name) && !parts.includes(name))).toEqual([]);
  });
});

describe('an item as an earlier schema has it', () => {
  const upgraded = Object.entries(STORED).filter(([, { key }]) => upgradesOf(key).length > 0);

  it.each(upgraded)('%s: there is one for each, and it is read', (name, { schema, key }) => {
    const samples = earlier[name] ?? [];
    expect(samples).toHaveLength(upgradesOf(key).length);
    for (const [n, sample] of samples.entries()) {
      const read = readStored(schema, key, { ...sample, ...key, ...(n > 0 && { schema: n + 1 }) });
      expect(schema.safeParse(read).success).toBe(true);
      // It was another shape: the present schema alone does not take it.
      expect(schema.safeParse(sample).success, name).toBe(false);
    }
  });
});

describe('the rule for changes', () => {
  const shape = (fields: z.core.$ZodLooseShape) => shapeOf(z.object(fields));
  const fields = {
    a: z.string(),
    b: z.object({ c: z.int() }),
    d: z.string().optional(),
    f: z.object({ g: z.enum(['x', 'y']) }),
    h: z.record(z.enum(['x', 'y']), z.int()),
  };
  const { d: _, ...withoutD } = fields;

  it.each<[string, z.core.$ZodLooseShape, RegExp | null]>([
    ['nothing', fields, null],
    ['words', { ...fields, a: z.string().describe('what it is') }, null],
    ['a field at the top that may be left out', { ...fields, e: z.string().optional() }, null],
    ['a value more of an enumeration', { ...fields, f: z.object({ g: z.enum(['x', 'y', 'z']) }) }, null],
    ['a value less of an enumeration', { ...fields, f: z.object({ g: z.enum(['x']) }) }, /"f" is another/],
    ['a key more that has to be there', { ...fields, h: z.record(z.enum(['x', 'y', 'z']), z.int()) }, /"h" is another/],
    ['a field that has to be there', { ...fields, e: z.string() }, /"e" is new and has to be there/],
    ['a field that is gone', withoutD, /"d" is gone/],
    ['a field inside', { ...fields, b: z.object({ c: z.int(), e: z.string().optional() }) }, /"b" is another/],
    ['another type', { ...fields, a: z.int() }, /"a" is another/],
    ['that a field has to be there', { ...fields, d: z.string() }, /"d" has to be there now/],
  ])('of %s', (_what, changed, says) => {
    const said = objection(shape(fields), shape(changed));
    if (says === null) expect(said).toBeNull();
    else expect(said).toMatch(says);
  });
});
