import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CaseId } from '#core/api/wire.ts';
import type { Context } from '../context.ts';
import { stateFolder } from '../io/state-folder.ts';

/** What one caller has been shown of cases, so that nobody acts on a case that has moved on since they looked. */
export interface SeenCases {
  /** Number of the last event that they saw of a case; null where they have not looked at it. */
  lastSeen(caseId: string): Promise<number | null>;
  keep(caseId: string, lastSeq: number): Promise<void>;
  /** Cases that a list named: known by id, not looked at. */
  listed(caseIds: readonly string[]): Promise<void>;
  all(): Promise<string[]>;
}

/** One small file a case, in the user's state folder, apart for each service and each caller. */
export function seenCases(context: Pick<Context, 'env'>, api: string, who: string): SeenCases {
  const { host, pathname } = new URL(api);
  const name = (text: string) => text.replaceAll(/[^a-z0-9.-]+/gi, '-').replace(/-$/, '');
  const folder = join(stateFolder(context, 'cases'), name(`${host}${pathname}`), name(who));
  const write = async (caseId: string, text: string, flag?: string) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, caseId), text, { mode: 0o600, ...(flag !== undefined && { flag }) });
  };
  return {
    async lastSeen(caseId) {
      const text = await readFile(join(folder, caseId), 'utf8').catch(() => '');
      return /^\d+$/.test(text) ? Number(text) : null;
    },
    keep: (caseId, lastSeq) => write(caseId, String(lastSeq)),
    async listed(caseIds) {
      for (const caseId of caseIds)
        await write(caseId, '', 'wx').catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
    },
    async all() {
      const names = await readdir(folder).catch(() => []);
      return names.filter((entry) => CaseId.safeParse(entry).success);
    },
  };
}
