import type * as z from 'zod';

/** A static file of the console's, such as a published standard. @throws where it is not there or cannot be reached */
export async function loadData<S extends z.ZodType>(schema: S, name: string): Promise<z.infer<S>> {
  const response = await fetch(`/app/data/${name}.json`);
  if (!response.ok) throw new Error(`There is no standard "${name.replace(/^\w+\//, '')}" here.`);
  return schema.parse(await response.json());
}
