import * as z from 'zod';
import { parsePack } from '#core/policy/pack.ts';
import type { Packs } from '#core/review.ts';

const Index = z.object({ names: z.array(z.string()) });
const FOLDER = '/app/data/packs';

async function load(name: string): Promise<unknown> {
  const response = await fetch(`${FOLDER}/${name}.json`);
  if (!response.ok) throw new Error(`The standard ${name} cannot be loaded (${response.status}). Try again.`);
  return response.json();
}

/** The standards of this deployment, as its functions load them; only those that a bundle seeks are fetched. */
export async function packs(): Promise<Packs> {
  const { names } = Index.parse(await load('index'));
  return { names, load: async (name) => parsePack(await load(name)) };
}
