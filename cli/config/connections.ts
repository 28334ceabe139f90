import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import { isThisMachine } from './address.ts';
import { type Connection, type ConnectionOptions, namesApi, resolveConnection } from './connection.ts';
import { findProfile, Profile } from './profile.ts';

/**
 * Every connection to look for cases over. On this machine one acts for many vendors: the files in `.countersign/profiles/`,
 * beside the profile of the local run, hold a client for each vendor in whose name something was submitted. A person is one.
 */
export async function resolveConnections(options: ConnectionOptions, context: Context): Promise<Connection[]> {
  const first = await resolveConnection(options, context);
  const path = await findProfile(context.cwd);
  if (namesApi(options, context.env) || path === null || !isThisMachine(first.api)) return [first];
  if (!('clientSecret' in first)) return [first];
  const folder = join(dirname(path), 'profiles');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const more: Profile[] = [];
  for (const name of names) {
    const parsed = Profile.safeParse(safeJson(await readFile(join(folder, name), 'utf8')));
    // The local run may have another port by now; its clients keep their secrets.
    if (parsed.success && parsed.data.clientId !== first.clientId)
      more.push({ ...parsed.data, api: first.api, tokenUrl: first.tokenUrl });
  }
  return [first, ...more];
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
