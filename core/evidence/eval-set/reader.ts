import type { RandomAccess } from '../../io/random-access.ts';
import type { Evidence, Flag } from '../evidence.ts';
import { evalLog } from '../inspect/eval-log.ts';
import { jsonLog } from '../inspect/json-log.ts';
import { firstKeys } from '../json/first-keys.ts';
import type { LogPart, LogReader } from '../log-reader.ts';
import { folderOf, type LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import type { KeepScores, ScoredFigure } from '../sample-scores.ts';
import { combine, type LogOfSet } from './combine.ts';
import { type ListedHeader, looksLikeHeaders, readHeaders } from './headers.ts';
import { listFlags } from './list-flags.ts';
import { readTasks } from './tasks.ts';

/** Inspect's logs: one by itself, or a folder of them, with the `logs.json` and `eval-set.json` that an eval set has. */
export const evalSet: LogReader = {
  formats: [
    { format: evalLog.format, looksFor: evalLog.looksFor },
    { format: jsonLog.format, looksFor: jsonLog.looksFor },
    {
      format: 'inspect-eval-set',
      looksFor: 'a JSON object from file names to such headers, or one with "eval_set_id" and "tasks"',
    },
  ],
  companions: (kind) => (kind === 'headers' || kind === 'tasks' ? /\.(?:eval|json)$/i : null),
  recognizes,
  logAt: (kind) => (kind === 'eval' || kind === 'json' ? 'file' : null),
  read,
};

async function recognizes(head: Uint8Array, file: RandomAccess): Promise<string | null> {
  if (await evalLog.detects(head, file)) return 'eval';
  if (await jsonLog.detects(head, file)) return 'json';
  const beginning = firstKeys(head);
  if (beginning?.kind !== 'object' || beginning.lines) return null;
  if (beginning.keys.has('eval_set_id') && beginning.keys.has('tasks')) return 'tasks';
  return looksLikeHeaders(head) ? 'headers' : null;
}

async function read(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const logs: LogOfSet[] = [];
  for (const { path, kind } of parts) {
    if (kind !== 'eval' && kind !== 'json') continue;
    await using file = await source.open(path);
    const scored: ScoredFigure[] = [];
    const keepScores: KeepScores = (figures) => scored.push(...figures);
    const evidence = await (kind === 'eval' ? evalLog : jsonLog).read(file, path, { ...io, keepScores });
    logs.push({ file: path, evidence, scored });
  }
  const [only] = logs;
  if (only && parts.length === 1) {
    io.keepScores?.(only.scored);
    return only.evidence;
  }
  const flags: Flag[] = [];
  const digests: { file: string; sha256: string; bytes: number }[] = [];
  for (const { path, kind } of parts) {
    if (kind !== 'headers' && kind !== 'tasks') continue;
    await using file = await source.open(path);
    const siblings = logs.filter((log) => folderOf(log.file) === folderOf(path));
    if (kind === 'headers') {
      const { passed, list } = await readHeaders(file, path);
      digests.push(passed);
      flags.push(...passed.flags, ...listFlags(passed, list satisfies readonly ListedHeader[], siblings));
    } else {
      const { passed, flags: found } = await readTasks(file, path, siblings);
      digests.push(passed);
      flags.push(...passed.flags, ...found);
    }
  }
  return combine(source.path, logs, digests, flags, io.keepScores);
}
