import * as z from 'zod';

/** What the console has to know of its deployment. */
export const Configuration = z.object({ signInUrl: z.url(), clientId: z.string().min(1) });
export type Configuration = z.infer<typeof Configuration>;

/** @throws where the deployment does not answer */
export async function loadConfiguration(): Promise<Configuration> {
  const response = await fetch('/app/config.json');
  if (!response.ok) throw new Error(`The console's configuration cannot be loaded (${response.status}).`);
  return Configuration.parse(await response.json());
}
