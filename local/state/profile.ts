import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivate } from './write-private.ts';

/** How to reach a running local Countersign: what the command line uses where it is told no other. */
export const Profile = z.object({
  api: z.url(),
  tokenUrl: z.url(),
  clientId: z.string(),
  clientSecret: z.string(),
  scope: z.string(),
  /** Where people sign in, and as which client. */
  signIn: z.object({ url: z.url(), clientId: z.string() }).optional(),
  vendor: z.string(),
  endpoints: z.object({ s3: z.url(), dynamodb: z.url(), sfn: z.url(), events: z.url(), kms: z.url() }),
  /** Where the clock is read and moved, and the secret that this takes. */
  clock: z.object({ url: z.url(), secret: z.string() }),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** ARN of each role by which a vendor uploads from its own account -> the external id that it asks for. */
  uploadRoles: z.record(z.string(), z.string()),
  tableName: z.string(),
  /** Logical id -> name. */
  buckets: z.record(z.string(), z.string()),
  /** Logical id -> name. */
  functions: z.record(z.string(), z.string()),
  /** Logical id -> ARN. */
  stateMachines: z.record(z.string(), z.string()),
  pid: z.int(),
});
export type Profile = z.infer<typeof Profile>;

const pathOf = (folder: string) => join(folder, 'profile.json');

/** The profile that a state folder holds; null where there is none that can be read. */
export function readProfile(folder: string): Profile | null {
  const path = pathOf(folder);
  if (!existsSync(path)) return null;
  try {
    return Profile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

export function writeProfile(folder: string, profile: Profile): void {
  writePrivate(pathOf(folder), JSON.stringify(profile, null, 2));
}

export function removeProfile(folder: string): void {
  rmSync(pathOf(folder), { force: true });
}
