import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { JOINT } from '#core/policy/pack.ts';
import { packFolder, packNames } from '../shared/pack-names.ts';

const Agencies = z.object({ agencies: z.array(z.object({ id: z.string() })) });
const loaded = new Map<string, string[]>();

/** Ids of the agencies of a pack (`id/version`), without the joint screening; none of a pack that this deployment does not have. */
export function agenciesOfPack(name: string): string[] {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (!packNames().includes(name)) return [];
  const pack = Agencies.parse(JSON.parse(readFileSync(join(packFolder, `${name}.json`), 'utf8')));
  const agencies = pack.agencies.map(({ id }) => id).filter((id) => id !== JOINT);
  loaded.set(name, agencies);
  return agencies;
}
