import { PublishedStandard, StandardIndex } from '#core/api/published-standard.ts';
import { parsePack } from '#core/policy/pack.ts';
import { criterionOf } from '../cli/standards/standard-view.ts';
import type { BuiltPack } from './read-packs.ts';

/** The standards as the console shows them, ready to be served: `<id>/<version>.json` for each, and `index.json`. */
export function publishedStandards(packs: readonly BuiltPack[]): Map<string, Buffer> {
  const standards = packs.map(({ json }) => {
    const pack = parsePack(JSON.parse(json));
    return PublishedStandard.parse({ ...pack, criteria: pack.criteria.map(criterionOf) });
  });
  const index = StandardIndex.parse({
    standards: standards.map((one) => ({
      ...one,
      agencies: one.agencies.map(({ short }) => short),
      criteria: one.criteria.length,
    })),
  });
  const file = (name: string, value: unknown) => [name, Buffer.from(JSON.stringify(value))] as const;
  return new Map([file('index.json', index), ...standards.map((one) => file(`${one.id}/${one.version}.json`, one))]);
}

/** The standards as a review loads them, for the preflight in the browser: `<id>/<version>.json` for each, and `index.json` with their names. */
export function judgingStandards(packs: readonly BuiltPack[]): Map<string, Buffer> {
  const names = packs.map(({ name }) => name).sort();
  return new Map([
    ['index.json', Buffer.from(JSON.stringify({ names }))],
    ...packs.map(({ name, json }) => [`${name}.json`, Buffer.from(json)] as const),
  ]);
}
