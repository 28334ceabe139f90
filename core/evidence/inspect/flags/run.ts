import type { Flag } from '../../evidence.ts';
import { instant } from '../../flags/instant.ts';
import { pathFlag } from '../../flags/leaked-path.ts';
import type { InspectParts } from '../parts.ts';

/** Whether the run ended well, was left alone afterwards, and came from committed code in possible time. */
export function runFlags(parts: InspectParts): Flag[] {
  return [...outcome(parts), ...edits(parts), ...origin(parts), ...times(parts), ...homes(parts)];
}

function outcome({ header, unfinished, broken, headerPointer }: InspectParts): Flag[] {
  const flags: Flag[] = [];
  if (unfinished)
    flags.push({
      id: 'no-header',
      message: 'The log has no header: the run crashed or had not ended when the log was taken. Expected header.json.',
      pointer: headerPointer([]),
    });
  if (!header.eval && !broken)
    flags.push({
      id: 'member-unreadable',
      message: 'The header does not say what was run: "eval" is missing, or is no object.',
      pointer: headerPointer(['eval']),
    });
  const status = unfinished ? 'started' : header.status;
  if (status !== 'success' && !broken) {
    const cause = header.error?.message ? `: ${header.error.message.slice(0, 200)}` : '';
    const message = `The status of the run is "${status ?? 'not stated'}", expected "success"${cause}.`;
    flags.push({ id: 'status-not-success', message, pointer: headerPointer(unfinished ? [] : ['status']) });
  }
  return flags;
}

function edits({ header, rows, headerPointer }: InspectParts): Flag[] {
  const flags: Flag[] = [];
  if (header.invalidated === true)
    flags.push({
      id: 'invalidated',
      message: 'The log is marked as invalidated.',
      pointer: headerPointer(['invalidated']),
    });
  const invalid = rows.filter(({ invalidated }) => invalidated);
  if (invalid[0])
    flags.push({
      id: 'invalidated',
      message: `${invalid.length} of ${rows.length} samples are marked as invalidated, first sample ${JSON.stringify(invalid[0].id)}.`,
      count: invalid.length,
      pointer: invalid[0].pointer,
    });
  const updates = header.log_updates?.length ?? 0;
  if (updates > 0)
    flags.push({
      id: 'edited-after-run',
      message: `The log was edited ${updates} time(s) after the run.`,
      count: updates,
      pointer: headerPointer(['log_updates']),
    });
  const edited = rows.filter((row) => row.edits > 0);
  if (edited[0])
    flags.push({
      id: 'edited-after-run',
      message: `Scores of ${edited.length} sample(s) were edited after they were given, first sample ${JSON.stringify(edited[0].id)}.`,
      count: edited.length,
      pointer: edited[0].pointer,
    });
  return flags;
}

function origin({ header, headerPointer }: InspectParts): Flag[] {
  const revision = header.eval?.revision;
  if (revision?.dirty !== true) return [];
  const message = `The run's code had changes that are not in commit ${revision.commit ?? '(not stated)'}: it cannot be repeated from there.`;
  return [{ id: 'dirty-revision', message, pointer: headerPointer(['eval', 'revision', 'dirty']) }];
}

function times({ header, rows, headerPointer }: InspectParts): Flag[] {
  const flags: Flag[] = [];
  const { started_at: started, completed_at: completed } = header.stats ?? {};
  if (instant(completed) < instant(started))
    flags.push({
      id: 'timestamps-out-of-order',
      message: `The run completed at ${completed}, before it started at ${started}.`,
      pointer: headerPointer(['stats', 'completed_at']),
    });
  // The log is created first; a minute covers clocks that are read apart.
  const created = header.eval?.created;
  if (instant(started) < instant(created) - 60_000)
    flags.push({
      id: 'timestamps-out-of-order',
      message: `The run started at ${started}, before its log was created at ${created}.`,
      pointer: headerPointer(['stats', 'started_at']),
    });
  const backwards = rows.filter((row) => row.backwards);
  if (backwards[0])
    flags.push({
      id: 'timestamps-out-of-order',
      message: `${backwards.length} sample(s) completed before they started, first sample ${JSON.stringify(backwards[0].id)}.`,
      count: backwards.length,
      pointer: backwards[0].pointer,
    });
  return flags;
}

function homes({ homePaths, rows, headerPointer }: InspectParts): Flag[] {
  const flags: Flag[] = [...homePaths].map(([key, path]) => pathFlag(path, headerPointer([key])));
  const first = rows.find((row) => row.homePath !== null);
  if (first?.homePath)
    flags.push({
      ...pathFlag(first.homePath, first.pointer),
      count: rows.filter((row) => row.homePath !== null).length,
    });
  return flags;
}
