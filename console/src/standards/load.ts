import type * as z from 'zod';
import { PublishedStandard, StandardIndex } from '#core/api/published-standard.ts';

/** A file of the published standards. @throws where it is not there or cannot be reached */
export async function loadData<S extends z.ZodType>(schema: S, name: string): Promise<z.infer<S>> {
  const response = await fetch(`/app/data/${name}.json`);
  if (!response.ok) throw new Error(`There is no standard "${name.replace(/^\w+\//, '')}" here.`);
  return schema.parse(await response.json());
}

export const loadIndex = () => loadData(StandardIndex, 'standards/index');
export const loadStandard = (name: string) => loadData(PublishedStandard, `standards/${name}`);
