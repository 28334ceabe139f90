import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock } from '../clock/clock.ts';
import { parseJson, toJson } from './json.ts';

const HASHES = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

const fromMillis = jsonata('$fromMillis($ms, $picture, $timezone)');

function integer(name: string, position: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new Error(`$${name}: the ${position} argument must be an integer, got ${JSON.stringify(value)}`);
}

/** A small seeded generator (mulberry32): the same seed always gives the same number in [0, 1). */
function seeded(seed: number): number {
  let a = (seed + 0x6d2b79f5) | 0;
  a = Math.imul(a ^ (a >>> 15), a | 1);
  a ^= a + Math.imul(a ^ (a >>> 7), a | 61);
  return ((a ^ (a >>> 14)) >>> 0) / 2 ** 32;
}

function partition(array: unknown, size: unknown): unknown[][] | undefined {
  if (array === undefined) return undefined;
  const items = Array.isArray(array) ? array : [array];
  const chunk = integer('partition', 'second', size);
  if (chunk < 1) throw new Error(`$partition: the chunk size must be at least 1, got ${chunk}`);
  return Array.from({ length: Math.ceil(items.length / chunk) }, (_, i) => items.slice(i * chunk, (i + 1) * chunk));
}

function range(first: unknown, last: unknown, step: unknown): number[] {
  const [from, to, by] = [
    integer('range', 'first', first),
    integer('range', 'second', last),
    integer('range', 'third', step),
  ];
  if (by === 0) throw new Error('$range: the step must not be 0');
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > 1000) throw new Error(`$range: at most 1000 numbers can be generated, ${length} were asked for`);
  return Array.from({ length }, (_, i) => from + i * by);
}

function hash(data: unknown, algorithm: unknown): string | undefined {
  if (data === undefined) return undefined;
  const name = HASHES.get(String(algorithm));
  if (name === undefined) {
    throw new Error(
      `$hash: unknown algorithm ${JSON.stringify(algorithm)}, expected one of ${[...HASHES.keys()].join(', ')}`,
    );
  }
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(toJson(data)))
    .digest('hex');
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw new Error(`$parse: expected a string of JSON, got ${JSON.stringify(text)}`);
  return parseJson(text);
}

/**
 * The functions Step Functions adds to JSONata, and those whose answer depends on time, bound to this evaluation's
 * moment. `$eval` is absent from the service, so here it is an error too.
 * Source: Step Functions developer guide, "Transforming data with JSONata".
 */
export function stepFunctionsLibrary(clock: Clock, random: () => number): Record<string, unknown> {
  const ms = clock.now();
  return {
    partition,
    range,
    hash,
    parse,
    random: (seed?: unknown) => (seed === undefined ? random() : seeded(integer('random', 'first', seed))),
    uuid: () => randomUUID(),
    millis: () => ms,
    now: (picture?: string, timezone?: string) => fromMillis.evaluate(undefined, { ms, picture, timezone }),
    eval: () => {
      throw new Error('$eval is not available in Step Functions; use $parse to read JSON text');
    },
  };
}
