import { join } from 'node:path';
import { MANIFEST_PATH } from '#core/bundle/manifest.ts';
import type { Evidence } from '#core/evidence/evidence.ts';
import { findLogs } from '#core/evidence/find-logs.ts';
import { sourceAmong } from '#core/evidence/log-source.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { processThreads } from '#threads/process-threads.ts';
import { openFile } from '../io/file-access.ts';
import type { FolderFile } from '../io/folder.ts';
import { spoolToFile } from '../io/temporary.ts';

export interface FoundEvaluation {
  id: string;
  path: string;
  evidence: Evidence;
}

/** What a log may be called. The content decides; the name only spares reading every document. */
const CANDIDATE = /\.(eval|json|jsonl|csv)$/i;

/** Every log of a folder, a file or a folder of files, each with an id made of its task. Unfinished logs count. */
export async function findEvaluations(
  root: string,
  files: readonly FolderFile[],
  onRead: (path: string) => void,
): Promise<FoundEvaluation[]> {
  const found: FoundEvaluation[] = [];
  const taken = new Set<string>();
  const open = (path: string) => openFile(join(root, path));
  const candidates = files.filter(({ path }) => path !== MANIFEST_PATH && CANDIDATE.test(path));
  const logs = new Set(await findLogs(candidates, open));
  // A ".eval" that cannot be read is a broken log; another file just is no log.
  for (const { path } of candidates) if (/\.eval$/i.test(path)) logs.add(path);
  for (const path of [...logs].sort()) {
    const source = sourceAmong(files, path, open);
    if (source === null) continue;
    const evidence = await readSource(source, { spool: spoolToFile, threads: processThreads });
    onRead(path);
    const unnamed = evidence.task === '' || severalTasks(evidence.task);
    const id = uniqueId(unnamed ? path.replace(/\.[^.]*$/, '') : evidence.task, taken);
    taken.add(id);
    found.push({ id, path, evidence });
  }
  return found;
}

/** Whether evidence is of so many tasks that it has no one name: "48 tasks". */
export const severalTasks = (task: string): boolean => /^\d+ (?:tasks|evaluations)$/.test(task);

/** "inspect_evals/cve_bench" gives "cve-bench", a second one "cve-bench-2". */
function uniqueId(name: string, taken: ReadonlySet<string>): string {
  const last = name.split('/').at(-1) ?? name;
  const slug =
    last
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[^a-z0-9]+|-+$/g, '')
      .slice(0, 56) || 'evaluation';
  if (!taken.has(slug)) return slug;
  let n = 2;
  while (taken.has(`${slug}-${n}`)) n += 1;
  return `${slug}-${n}`;
}
