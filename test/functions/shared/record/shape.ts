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

/** Whether a part is as it was, save that values may have been added to an enumeration: what is stored needs no step to be read. */
function takesAsMuch(was: Json, is: Json): boolean {
  if (Array.isArray(was) && Array.isArray(is))
    return was.length === is.length && was.every((part, n) => takesAsMuch(part, is[n] ?? null));
  if (!isObject(was) || !isObject(is)) return was === is;
  const [before, after] = [Object.keys(was), Object.keys(is)];
  if (!isDeepStrictEqual(before.toSorted(), after.toSorted())) return false;
  return before.every((key) => {
    const [old, present] = [was[key] ?? null, is[key] ?? null];
    if (key === 'enum' && Array.isArray(old) && Array.isArray(present))
      return old.every((value) => present.includes(value));
    return takesAsMuch(old, present);
  });
}

type Json = z.infer<ReturnType<typeof z.json>>;
const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Why a shape may not take the place of the one on record; null where it may: all else as it was, fields at the top that may be left
 * out, and values added to enumerations (docs/architecture.md, "Data").
 */
export function objection(record: Entry['shape'], present: Entry['shape']): string | null {
  if (isDeepStrictEqual(record, present)) return null;
  const [before, after] = [Shape.parse(record), Shape.parse(present)];
  const found: string[] = [];
  for (const [field, was] of Object.entries(before.properties)) {
    const is = after.properties[field];
    if (is === undefined) found.push(`"${field}" is gone`);
    else if (!takesAsMuch(was, is)) found.push(`"${field}" is another`);
    if (is !== undefined && before.required.includes(field) !== after.required.includes(field))
      found.push(`"${field}" ${after.required.includes(field) ? 'has to be there' : 'may be left out'} now`);
  }
  for (const field of after.required)
    if (!Object.hasOwn(before.properties, field)) found.push(`"${field}" is new and has to be there`);
  const rest = ({ properties: _, required: __, ...others }: z.infer<typeof Shape>) => others;
  if (!takesAsMuch(z.json().parse(rest(before)), z.json().parse(rest(after))))
    found.push('something beside its fields is another');
  return found.length === 0 ? null : found.join(', ');
}
