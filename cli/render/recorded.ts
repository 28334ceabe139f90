import type { CommandAnswer } from '#core/api/procedure-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { placeOf } from './command-place.ts';
import { actorOf, eventText, type LogEvent } from './event-text.ts';
import { palette } from './palette.ts';
import { clockRows, conditionRows, decisionRows, nextRows, owedRows } from './procedure.ts';
import { sheet } from './sheet.ts';
import { stageWords } from './stage.ts';
import { words, wrap } from './text.ts';

interface Recorded {
  says: string;
  standard: string;
  answer: CommandAnswer;
  who: string;
  options: ConnectionOptions;
}

/** What a command led to: what was recorded, where the case stands, and what comes next. */
export function renderRecorded(
  { procedures, case: { caseId } }: CaseView,
  { says, standard, answer, who, options }: Recorded,
  context: Context,
): string {
  const color = palette(context.stdout, context.env);
  const page = sheet(context);
  const procedure = procedures.find((one) => one.standard === standard);
  const mark = answer.events.length > 0 ? color.green('✓') : color.dim('=');
  const done = answer.events.length > 0 ? says : `Nothing new: this was recorded before. ${says}`;
  const lines = [`${mark} ${wrap(done, page.width, '  ')}`];
  const more = answer.events.map(({ type }) => words(type));
  if (more.length > 1) lines.push(...page.row('led to', more.slice(1).join(', ')));
  lines.push(...page.row('stage', stageWords(procedure?.stage ?? answer.stage)));
  if (procedure !== undefined) {
    const place = placeOf({ caseId, procedures }, standard, who, options);
    lines.push(...clockRows(procedure, page), ...decisionRows(procedure, page));
    lines.push(...conditionRows(procedure, page), ...owedRows(procedure, page, context));
    lines.push(...nextRows(procedure, place, page, context));
  }
  return `${lines.join('\n')}\n`;
}

/** What happened to a case since somebody looked at it. */
export function renderWhatChanged(events: readonly LogEvent[], context: Context): string {
  return `${sheet(context).head('Since you looked:')}\n${renderNews(events, context)}`;
}

/** Events as they come, one a line. */
export function renderNews(events: readonly LogEvent[], context: Context): string {
  const page = sheet(context);
  return events
    .map((event) => {
      const actor = actorOf(event);
      const text = `${event.at.slice(0, 16).replace('T', ' ')}  ${eventText(event)}`;
      return `  ${wrap(`${text}${actor === null ? '' : ` (${actor})`}`, page.width, ' '.repeat(20))}\n`;
    })
    .join('');
}
