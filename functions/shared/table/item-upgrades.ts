import { UNPUBLISHED } from '#core/bundle/manifest.ts';
import { PackRef, packName } from '#core/policy/check-report.ts';
import type { Key } from './stored-item.ts';

/** An item as the table has it. */
export type Raw = Readonly<Record<string, unknown>>;

/** Steps by which items of earlier shapes become what `items.ts` says: the first makes schema 2 of schema 1, and so on. */
interface Upgrades {
  readonly of: (key: Key) => boolean;
  readonly steps: readonly ((item: Raw) => Raw)[];
}

const ALL: readonly Upgrades[] = [
  { of: ({ PK, SK }) => PK.startsWith('CASE#') && SK === 'CASE', steps: [severalStandards] },
  { of: ({ PK, SK }) => PK.startsWith('CASE#') && SK.startsWith('VERDICT#'), steps: [publication] },
];

/** The steps of the items that have such a key; none where they never had another shape. */
export function upgradesOf(key: Key): Upgrades['steps'] {
  return ALL.find(({ of }) => of(key))?.steps ?? [];
}

/** A case had one bundle and one standard, the one that gave its outcome. */
function severalStandards(item: Raw): Raw {
  const { data: pack } = PackRef.safeParse(item.pack);
  return { packs: pack === undefined ? [] : [packName(pack)], bundle: 1, standings: {}, ...item };
}

/** Nobody was asked what the public register may name, so that it may name nothing. */
function publication(item: Raw): Raw {
  return { publication: UNPUBLISHED, ...item };
}
