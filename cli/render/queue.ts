import type { Day } from '#core/adjudication/calendar/day.ts';
import type { Queue } from '#core/api/procedure-wire.ts';
import { shortId } from '../case/case-ref.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { sameConnection } from './command-place.ts';
import { dayWords, dutyWords, leftWords } from './due.ts';
import { palette } from './palette.ts';
import { type Cell, table } from './table.ts';
import { count, safeText } from './text.ts';

/** Longer names are cut: the screen of the case has them whole. */
const NAME = 16;
const SOON = 3;

/** What a party owes over all cases, what is due first at the top. */
export function renderQueue({ party, entries, next }: Queue, options: ConnectionOptions, context: Context): string {
  const color = palette(context.stdout, context.env);
  const again = sameConnection(options);
  if (entries.length === 0) return `Nothing is owed by ${safeText(party)}.\n`;
  const standards = new Set(entries.map(({ standard }) => standard));
  const rows = entries.map((entry): Cell[] => {
    const { due, today, duties, caseId, model, vendor, tier, blockers, points } = entry;
    const paint = due < today ? color.red : soon(due, today) ? color.yellow : String;
    return [
      { text: dayWords(due), paint },
      { text: leftWords(due, today).replace(/days?/, 'd'), paint },
      [...new Set(duties.map(({ what }) => dutyWords(what)))].join(', '),
      shortId(caseId),
      cut(model ?? '-'),
      cut(vendor),
      tier ?? '-',
      blockers === 0 ? String(points) : { text: `${blockers}/${points} block`, paint: color.red },
      ...(standards.size > 1 ? [entry.standard.split('/')[0] ?? ''] : []),
    ];
  });
  const head = [
    'due',
    '',
    'what',
    'case',
    'model',
    'vendor',
    'tier',
    'open',
    ...(standards.size > 1 ? ['standard'] : []),
  ];
  const first = shortId(entries[0]?.caseId ?? '');
  const more = next === null ? [] : [`More: countersign queue --party ${party} --start ${next}${again}`];
  return `${[
    `${color.bold(safeText(party))}: ${count(entries.length, 'case')} to see to${next === null ? '' : ' on this page'}, due first at the top`,
    '',
    table(context, head, rows),
    '',
    `Look at one: countersign show ${first}${again}`,
    ...more,
  ].join('\n')}\n`;
}

/** The day in UTC: the queue spans standards in several time zones; the screen of a case counts in its own. */

const soon = (due: Day, today: Day) => Date.parse(due) - Date.parse(today) <= SOON * 86_400_000;

const cut = (text: string) => (text.length > NAME ? `${text.slice(0, NAME - 1)}…` : text);
