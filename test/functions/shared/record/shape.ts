import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

const Shape = z.looseObject({
  properties: z.record(z.string(), z.json()).default({}),
  required: z.array(z.string()).default([]),
});
const Entry = z.object({ schema: z.int().positive(), shape: z.record(z.string(), z.json()) });
/** What items (or inputs) of a kind look like, and under which number of schema. */
export type Entry = z.infer<typeof Entry>;
export const Record = z.record(z.string(), Entry);

/** The JSON Schema of what a schema takes, without what is said of it in words. */
export function shapeOf(schema: z.ZodType): Entry['shape'] {
  const { $schema: _, ...shape } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.description;
    },
  });
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(shape)));
}

/**
 * Why a shape may not take the place of the one on record; null where it may: all else as it was, and fields at the top that may be left
 * out (docs/architecture.md, "Data").
 */
export function objection(record: Entry['shape'], present: Entry['shape']): string | null {
  if (isDeepStrictEqual(record, present)) return null;
  const [before, after] = [Shape.parse(record), Shape.parse(present)];
  const found: string[] = [];
  for (const [field, was] of Object.entries(before.properties)) {
    const is = after.properties[field];
    if (is === undefined) found.push(`"${field}" is gone`);
    else if (!isDeepStrictEqual(was, is)) found.push(`"${field}" is another`);
    if (is !== undefined && before.required.includes(field) !== after.required.includes(field))
      found.push(`"${field}" ${after.required.includes(field) ? 'has to be there' : 'may be left out'} now`);
  }
  for (const field of after.required)
    if (!Object.hasOwn(before.properties, field)) found.push(`"${field}" is new and has to be there`);
  const rest = ({ properties: _, required: __, ...others }: z.infer<typeof Shape>) => others;
  if (!isDeepStrictEqual(rest(before), rest(after))) found.push('something beside its fields is another');
  return found.length === 0 ? null : found.join(', ');
}
