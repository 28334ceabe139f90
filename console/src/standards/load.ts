import type * as z from 'zod';
import { PublishedStandard, StandardIndex } from '#core/api/published-standard.ts';

/** A file of the published standards. @throws where it is not there or cannot be reached */
async function load<S extends z.ZodType>(schema: S, name: string): Promise<z.infer<S>> {
  const response = await fetch(`/app/data/standards/${name}.json`);
  if (!response.ok) throw new Error(`There is no standard "${name}" here.`);
  return schema.parse(await response.json());
}

export const loadIndex = () => load(StandardIndex, 'index');
export const loadStandard = (name: string) => load(PublishedStandard, name);
