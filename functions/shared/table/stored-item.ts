import * as z from 'zod';
import { type Raw, upgradesOf } from './item-upgrades.ts';

/** The key of an item. */
export type Key = { readonly PK: string; readonly SK: string };

/** An item of the table is not what its schema says, or was written by a later version of the code than this one. */
export class TableItemError extends Error {
  override readonly name = 'TableItemError';
}

/**
 * Fields of an item that this version of the code does not know. They stand under a symbol, which a spread takes along, and which no
 * schema, no JSON and no attribute of the table has.
 */
const UNKNOWN = Symbol('fields that this version does not know');

/**
 * An item as this version of the code knows it. One of an earlier shape is upgraded; of one that a later version has written, the fields
 * that are unknown here come along for `toStored`. Two versions run side by side while one is deployed.
 * @throws TableItemError where the item is not what its schema says, is of a later schema, or holds unknown fields further inside, which
 *   nobody could put back in their place: it is not half-read
 */
export function readStored<S extends z.ZodType<object>>(schema: S, key: Key, stored: Raw): z.infer<S> {
  const where = `${key.PK} ${key.SK} in the table`;
  const steps = upgradesOf(key);
  const { schema: written = 1, ...content } = stored;
  if (typeof written !== 'number' || !Number.isInteger(written) || written < 1)
    throw new TableItemError(`${where} has schema ${JSON.stringify(written)}; expected a whole number from 1 on`);
  if (written > steps.length + 1)
    throw new TableItemError(
      `${where} has schema ${written}, and this version of the code reads up to ${steps.length + 1}: a later version wrote it. Deploy that one (docs/deploy.md)`,
    );
  const item = steps.slice(written - 1).reduce<Raw>((before, step) => step(before), content);
  const parsed = schema.safeParse(item);
  if (!parsed.success)
    throw new TableItemError(`${where} is not what its schema says: ${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  const read = new Map(Object.entries(parsed.data));
  const unknown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(item)) {
    if (field === 'PK' || field === 'SK') continue;
    if (!read.has(field)) unknown[field] = value;
    const lost = lostIn(value, read.get(field), field);
    if (lost !== null)
      throw new TableItemError(
        `${where} has ${lost}, which this version of the code does not know: a later version wrote it. Deploy that one (docs/deploy.md)`,
      );
  }
  if (Object.keys(unknown).length > 0) Object.assign(parsed.data, { [UNKNOWN]: unknown });
  return parsed.data;
}

/** Items of the table, each as {@link readStored} reads it. @throws TableItemError */
export function readAll<S extends z.ZodType<object>>(schema: S, stored: readonly Raw[]): z.infer<S>[] {
  return stored.map((item) => readStored(schema, { PK: String(item.PK), SK: String(item.SK) }, item));
}

/** An item as it is put into the table: with its number of schema, and with what was unknown when it was read. */
export function toStored(key: Key, item: object): Record<string, unknown> {
  const schema = upgradesOf(key).length + 1;
  const known = Object.fromEntries(Object.entries(item));
  return { ...unknownOf(item), ...known, ...(schema > 1 && { schema }), ...key };
}

/** What an item that is made anew takes over from the one in whose place it is put. */
export function unknownFieldsOf(before: object | null): object {
  const unknown = before === null ? undefined : unknownOf(before);
  return unknown === undefined ? {} : { [UNKNOWN]: unknown };
}

function unknownOf(item: object): object | undefined {
  return UNKNOWN in item && typeof item[UNKNOWN] === 'object' && item[UNKNOWN] !== null ? item[UNKNOWN] : undefined;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Where a value has a field that was not read of it; null where it has none. */
function lostIn(value: unknown, read: unknown, at: string): string | null {
  if (Array.isArray(value) && Array.isArray(read)) {
    for (const [n, one] of value.entries()) {
      const lost = lostIn(one, read[n], `${at}.${n}`);
      if (lost !== null) return lost;
    }
  } else if (isPlain(value) && isPlain(read)) {
    for (const [field, one] of Object.entries(value)) {
      const lost = field in read ? lostIn(one, read[field], `${at}.${field}`) : `${at}.${field}`;
      if (lost !== null) return lost;
    }
  }
  return null;
}
