import type { GrantView } from '#core/api/break-glass.ts';
import type { CaseSummary, CaseView, Step } from '#core/api/wire.ts';
import { shortId } from '../case/case-ref.ts';
import type { Context } from '../context.ts';
import { palette } from './palette.ts';
import { table } from './table.ts';
import { safeText, words } from './text.ts';

const MARKS = { running: '…', succeeded: '✓', failed: '✗' } as const;

/** One state of the workflow, as it is entered or left. */
export function renderStep(step: Step, context: Context): string {
  const color = palette(context.stderr, context.env);
  const paint = { running: color.dim, succeeded: color.green, failed: color.red }[step.status];
  return `${paint(MARKS[step.status])} ${safeText(step.name)}${step.status === 'running' ? '' : color.dim(` (${duration(step)})`)}\n`;
}

/** A vendor's cases, one a line. */
export function renderCases(cases: readonly CaseSummary[], context: Context): string {
  if (cases.length === 0) return 'No case yet: "countersign submit" opens one.\n';
  const rows = cases.map((entry) => [
    shortId(entry.caseId),
    entry.openedAt.slice(0, 16).replace('T', ' '),
    words(entry.outcome ?? entry.status),
    entry.tier ?? '-',
    entry.model ?? '-',
  ]);
  return `${table(context, ['case', 'opened', 'outcome', 'tier', 'model'], rows)}\n`;
}

/** A case and the states it has been through. */
export function renderCase({ case: summary, steps, retention, emergencies }: CaseView, context: Context): string {
  const color = palette(context.stdout, context.env);
  const lines = [
    `${color.bold(summary.caseId)}  ${words(summary.status)}`,
    `model    ${safeText(summary.model ?? 'not known')}`,
    `opened   ${summary.openedAt}`,
    ...(summary.decidedAt === null ? [] : [`decided  ${summary.decidedAt}`]),
    ...(retention === undefined ? [] : retentionLines(retention)),
    ...(emergencies ?? []).map((access) => (access.open ? color.red(emergencyLine(access)) : emergencyLine(access))),
  ];
  if (steps.length > 0)
    lines.push(
      '',
      table(
        context,
        ['', 'state', 'took'],
        steps.map((step) => [MARKS[step.status], step.name, step.exitedAt === null ? '-' : duration(step)]),
      ),
    );
  return `${lines.join('\n')}\n`;
}

function retentionLines({ hold, destructions }: NonNullable<CaseView['retention']>): string[] {
  const held = hold === null ? [] : [`held     since ${hold.since}: ${safeText(hold.reason)}`];
  const gone = destructions.map(({ parts, begunAt, endedAt }) => {
    const what = parts.join(' and ');
    return endedAt === null ? `going    ${what}, since ${begunAt}` : `gone     ${what}, destroyed ${endedAt}`;
  });
  return [...held, ...gone];
}

function emergencyLine({ n, open, until, endedAt, reason, owed }: GrantView): string {
  const state = open ? `OPEN until ${until}` : `over since ${endedAt ?? until}`;
  const review = open || owed.length === 0 ? '' : ` (to be reviewed by ${owed.join(', ')})`;
  return `emergency access ${n}  ${state}${review}: ${safeText(reason)}`;
}

function duration({ enteredAt, exitedAt }: Step): string {
  if (exitedAt === null) return '-';
  const seconds = (Date.parse(exitedAt) - Date.parse(enteredAt)) / 1000;
  return `${seconds.toFixed(1)} s`;
}
