import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../usage-error.ts';

/** Where people sign in (`<url>/oauth2/authorize`, ...), and the client as which the command line does it for them. */
export const SignIn = z.object({ url: z.url(), clientId: z.string().min(1) });
export type SignIn = z.infer<typeof SignIn>;

/** A program's connection: `.countersign/profile.json`, and what `local/ensure.ts --print-profile` prints. */
export const Profile = z.object({
  api: z.url(),
  tokenUrl: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().optional(),
  signIn: SignIn.optional(),
});
export type Profile = z.infer<typeof Profile>;

/** What a profile file says; people need `api` and `signIn` alone. */
export async function readProfile(path: string | null): Promise<Partial<Profile> | null> {
  if (path === null) return null;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('The profile cannot be opened.', {
      where: path,
      expected: 'a file that exists and may be read',
      cure: 'Check the path. "npm start" writes .countersign/profile.json and .countersign/profiles/ for as long as it runs.',
      cause,
    });
  });
  try {
    return Profile.partial().parse(JSON.parse(text));
  } catch (cause) {
    throw new UsageError('The profile cannot be read.', {
      where: path,
      expected:
        'a JSON object with api, tokenUrl, clientId, clientSecret and, where asked for, scope; for people api and signIn',
      cure: 'Correct the file, or take it away and use the environment.',
      cause,
    });
  }
}

/** The nearest `.countersign/profile.json`, in a folder or above it. */
export async function findProfile(from: string): Promise<string | null> {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, '.countersign', 'profile.json');
    if (
      await readFile(path).then(
        () => true,
        () => false,
      )
    )
      return path;
    if (dirname(folder) === folder) return null;
  }
}
