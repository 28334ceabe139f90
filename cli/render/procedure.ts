import { daysBetween } from '#core/adjudication/calendar/day.ts';
import { describePoint } from '#core/adjudication/case/bars.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import type { Context } from '../context.ts';
import type { CommandPlace } from './command-place.ts';
import { dayWords, dutyWords, leftWords, partyWords } from './due.ts';
import { actorOf, decidedBy, eventText, type LogEvent } from './event-text.ts';
import { nextSteps } from './next-steps.ts';
import { palette } from './palette.ts';
import { type Sheet, sheet } from './sheet.ts';
import { stageWords } from './stage.ts';
import { table } from './table.ts';
import { count, words, wrap } from './text.ts';

/** So many open points, and so many events, are told; the rest is counted. */
const POINTS = 6;
const EVENTS = 4;
/** Steps of the machine that no reader waits for. */
const ROUTINE: ReadonlySet<LogEvent['type']> = new Set(['screening_started', 'checks_started']);

/** The people's part of a review under one standard: where it stands, by when, who owes what, and what to do. */
export function renderProcedure(
  procedure: ProcedureView,
  { place, events }: { place: CommandPlace; events: readonly LogEvent[] },
  context: Context,
): string {
  const page = sheet(context);
  const { standard, title, legalBasis } = procedure;
  return [
    page.head(`${title} (${standard}, ${legalBasis})`),
    ...page.row('stage', stageWords(procedure.stage)),
    ...clockRows(procedure, page),
    ...owedRows(procedure, page, context),
    ...questionRows(procedure, page),
    ...pointRows(procedure, page),
    ...conditionRows(procedure, page),
    ...decisionRows(procedure, page),
    ...eventRows(events, standard, page),
    ...nextRows(procedure, place, page, context),
  ].join('\n');
}

/** Day x of y: all days since acceptance, and whose they were. */
export function clockRows({ days, dues, today, stage, extensions, notices }: ProcedureView, page: Sheet): string[] {
  if (dues === null) return [];
  const split = `agencies ${days.agencies}, vendor ${days.vendor}`;
  const moved = [
    ...(extensions > 0 ? [count(extensions, 'extension')] : []),
    ...(notices > 0 ? [count(notices, 'missed date')] : []),
  ];
  const note = moved.length > 0 ? `; ${moved.join(', ')}` : '';
  if (['decided', 'appeal', 'withdrawn', 'lapsed'].includes(stage))
    return page.row('clock', `ended after ${count(days.total, 'day')}: ${split}${note}`);
  const of = days.total + daysBetween(today, dues.decision);
  const decision = `decision due ${dayWords(dues.decision)}, ${leftWords(dues.decision, today)}`;
  return page.row(
    'clock',
    `day ${days.total} of ${of}: ${split}; ${stage === 'on_hold' ? 'on hold' : decision}${note}`,
  );
}

/** What is owed, by whom, by when; what the caller owes stands out. */
export function owedRows({ deadlines, today, timeZone }: ProcedureView, page: Sheet, context: Context): string[] {
  if (deadlines.length === 0) return [];
  const color = palette(context.stdout, context.env);
  const rows = deadlines.map(({ what, party, due, condition, yours }) => {
    const paint = due < today ? color.red : yours ? color.bold : String;
    const cells = [
      `${dutyWords(what)}${condition === undefined ? '' : ` ${condition}`}`,
      `${partyWords(party)}${yours ? ' (you)' : ''}`,
      dayWords(due),
      leftWords(due, today),
    ];
    return cells.map((text) => ({ text, paint }));
  });
  const lines = table(context, ['what', 'by whom', 'by the end of', ''], rows).split('\n');
  return [...page.block('owed', lines), ...page.row('', `Days end at midnight in ${timeZone}.`)];
}

export function questionRows({ questions, stage }: ProcedureView, page: Sheet): string[] {
  if (questions.length === 0) return [];
  const asked = questions.map(
    ({ agency, criterion, text }, at) => `${at + 1}. ${agency}${criterion === null ? '' : ` on ${criterion}`}: ${text}`,
  );
  return page.row(stage === 'on_hold' ? 'questions' : 'was asked', ...asked);
}

function pointRows({ points, stage }: ProcedureView, page: Sheet): string[] {
  if (points.length === 0 || ['withdrawn', 'lapsed'].includes(stage)) return [];
  const told = points.slice(0, POINTS).map(describePoint);
  const more = points.length - told.length;
  return page.row('open points', ...told, ...(more > 0 ? [`and ${more} more: --json has all`] : []));
}

export function conditionRows({ conditions }: ProcedureView, page: Sheet): string[] {
  const told = conditions.flatMap(({ id, text, metric, due, expires, verifier, status }) => [
    `${id} (${status}): ${text}`,
    `   ${metric}; due ${dayWords(due)}, verified by ${verifier}, expires ${dayWords(expires)}`,
  ]);
  return told.length === 0 ? [] : page.row('conditions', ...told);
}

export function decisionRows({ decisions }: ProcedureView, page: Sheet): string[] {
  const told = decisions.map(({ outcome, by, on }) => `${words(outcome)}, ${decidedBy(by)}, ${dayWords(on)}`);
  return told.length === 0 ? [] : page.row('decided', ...told);
}

/** The last events under a standard, the latest last. */
export function eventRows(events: readonly LogEvent[], standard: string, page: Sheet): string[] {
  const own = events.filter((event) => event.standard === standard && !ROUTINE.has(event.type)).slice(-EVENTS);
  const told = own.map((event) => {
    const actor = actorOf(event);
    return `${event.at.slice(0, 10)}  ${eventText(event)}${actor === null ? '' : ` (${actor})`}`;
  });
  return told.length === 0 ? [] : page.row('happened', ...told);
}

/** What the caller may do now, to copy. */
export function nextRows(procedure: ProcedureView, place: CommandPlace, page: Sheet, context: Context): string[] {
  const { first, also } = nextSteps(procedure, place);
  const color = palette(context.stdout, context.env);
  const lines = first.flatMap(({ what, notes = [], commands }) => [
    wrap(what, page.width, ' '.repeat(14)),
    ...notes.map((note) => `  ${wrap(note, page.width, ' '.repeat(16))}`),
    // A command is never broken: it is there to be copied.
    ...commands.map((command) => `  ${color.cyan(command)}`),
  ]);
  const besides = also.length > 0 ? page.row('also', `countersign ${also.join(', ')}`) : [];
  return [...page.block('next', lines), ...besides];
}
