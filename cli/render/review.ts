import { describePoint } from '#core/adjudication/case/bars.ts';
import { Happening } from '#core/adjudication/case/change.ts';
import type { Point } from '#core/adjudication/case/parts.ts';
import type { Verdict } from '#core/adjudication/verdict.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import type { Finding, Outcome } from '#core/policy/finding.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { placeOf } from './command-place.ts';
import type { LogEvent } from './event-text.ts';
import { palette } from './palette.ts';
import { determinationRows, voteRows } from './positions.ts';
import { clockRows, conditionRows, decisionRows, eventRows, nextRows, owedRows, questionRows } from './procedure.ts';
import { type Sheet, sheet } from './sheet.ts';
import { stageWords } from './stage.ts';
import { type Cell, table } from './table.ts';
import { count, words } from './text.ts';

interface ReviewView {
  view: CaseView;
  procedure: ProcedureView;
  verdict: Verdict | null;
  findings: readonly Finding[];
  events: readonly LogEvent[];
  who: string;
  /** Every finding, also those that are met. */
  all: boolean;
}

const FOUND = 60;
const BESIDES = 4;

/** A case on one screen, for somebody who is about to judge it. */
export function renderReview(
  { view, procedure, verdict, findings, events, who, all }: ReviewView,
  options: ConnectionOptions,
  context: Context,
): string {
  const page = sheet(context);
  const { caseId, model, vendor, tier, bundle } = view.case;
  const { standard, title, legalBasis, stage } = procedure;
  const others = view.procedures.filter((one) => one !== procedure);
  const place = placeOf({ caseId, procedures: view.procedures }, standard, who, options);
  return `${[
    page.head(`${model ?? 'a model that is not known'}, by ${vendor}`),
    ...page.row('case', `${caseId}, tier ${tier ?? 'none'}, version ${bundle} of the bundle`),
    ...page.row('standard', `${title} (${standard}, ${legalBasis})`),
    ...page.row('stage', stageWords(stage)),
    ...clockRows(procedure, page),
    ...verdictRows(verdict, page),
    ...pointRows(procedure, findings, verdict, page),
    ...determinationRows(procedure, page),
    ...voteRows(procedure, page),
    ...questionRows(procedure, page),
    ...answerRows(events, standard, page),
    ...conditionRows(procedure, page),
    ...decisionRows(procedure, page),
    ...findingRows(procedure, findings, all, page, context),
    ...owedRows(procedure, page, context),
    ...others.flatMap((one) => page.row('besides', `${one.standard}: ${stageWords(one.stage)}`)),
    ...eventRows(events, standard, page),
    ...nextRows(procedure, place, page, context),
  ].join('\n')}\n`;
}

function verdictRows(verdict: Verdict | null, page: Sheet): string[] {
  if (verdict === null) return [];
  const invented = verdict.bundle.invented ? ['The bundle says of itself that it is invented.'] : [];
  return page.row('verdict', `${words(verdict.outcome).toUpperCase()}: ${verdict.summary}`, ...invented);
}

/** Each open point with what was asked and found; of other agencies' points there is what the verdict says of them. */
function pointRows(
  { points }: ProcedureView,
  findings: readonly Finding[],
  verdict: Verdict | null,
  page: Sheet,
): string[] {
  const told = points.flatMap((point, at) => {
    const indent = '   ';
    const finding = findings.find((one) => isOn(one, point));
    const reason = verdict?.reasons.find((one) => isOn(one, point));
    const head = `${at + 1}. ${describePoint(point)}${finding === undefined ? '' : `: ${finding.title}`}`;
    if (finding === undefined) return reason === undefined ? [head] : [head, `${indent}${reason.text}`];
    return [
      head,
      `${indent}asked: ${finding.required}`,
      `${indent}found: ${finding.found} ${finding.reason}`.trimEnd(),
    ];
  });
  return told.length === 0 ? page.row('open points', 'none') : page.row('open points', ...told);
}

const isOn = (one: { criterion: string; evaluation?: string | undefined }, { criterion, evaluation }: Point) =>
  one.criterion === criterion && (one.evaluation ?? null) === evaluation;

/** What the vendor said: its last answer, and why it appeals. */
function answerRows(events: readonly LogEvent[], standard: string, page: Sheet): string[] {
  const own = events
    .filter((event) => event.standard === standard)
    .flatMap(({ type, data }) => Happening.safeParse({ type, data }).data ?? []);
  const answered = own.findLast((one) => one.type === 'request_answered');
  const appealed = own.findLast((one) => one.type === 'appealed');
  return [
    ...(answered?.type === 'request_answered'
      ? page.row('answers', ...answered.data.answers.map((text, at) => `${at + 1}. ${text}`))
      : []),
    ...(appealed?.type === 'appealed' ? page.row('appeal', `${appealed.data.ground} ${appealed.data.statement}`) : []),
  ];
}

/** The findings that the caller may see: those to look at besides the open points, or all. */
function findingRows(
  { points }: ProcedureView,
  findings: readonly Finding[],
  all: boolean,
  page: Sheet,
  context: Context,
): string[] {
  const settled = (outcome: Outcome) => outcome === 'met' || outcome === 'not_applicable';
  const met = findings.filter(({ outcome }) => outcome === 'met').length;
  const head = `${count(findings.length, 'finding')} for you, ${met} of them met${all ? '' : '; all: --findings'}`;
  if (!all) {
    const besides = findings.filter((one) => !settled(one.outcome) && !points.some((point) => isOn(one, point)));
    const told = besides
      .slice(0, BESIDES)
      .map(({ criterion, outcome, kind, found }) => `${criterion} ${words(outcome)} (${kind}): ${found}`);
    const more = besides.length - told.length;
    return page.row('findings', head, ...told, ...(more > 0 ? [`and ${more} more`] : []));
  }
  const color = palette(context.stdout, context.env);
  const rows = findings.map(({ criterion, evaluation, outcome, found }): Cell[] => [
    criterion,
    evaluation ?? '-',
    { text: words(outcome), paint: settled(outcome) ? color.green : color.yellow },
    found.length > FOUND ? `${found.slice(0, FOUND - 1)}…` : found,
  ]);
  return [...page.row('findings', head), '', table(context, ['criterion', 'evaluation', 'outcome', 'found'], rows), ''];
}
