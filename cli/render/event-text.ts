import * as z from 'zod';
import { grantEventText } from '#core/adjudication/break-glass/log.ts';
import { describePoint } from '#core/adjudication/case/bars.ts';
import { Happening } from '#core/adjudication/case/change.ts';
import type { DeterminationBody } from '#core/adjudication/case/parts.ts';
import type { Decision } from '#core/adjudication/case/state.ts';
import { DestructionBegun } from '#core/adjudication/retention/certificate.ts';
import type { CaseLog } from '#core/api/procedure-wire.ts';
import { dayWords } from './due.ts';
import { count, words } from './text.ts';

export type LogEvent = CaseLog['events'][number];

const Told = z.object({ actor: z.object({ id: z.string(), role: z.string() }).optional() });

/** Who caused an event; nobody where the clock or the rules did, or where it is not for the caller. */
export function actorOf({ data }: LogEvent): string | null {
  const actor = Told.safeParse(data).data?.actor;
  return actor === undefined || actor.role === 'system' ? null : actor.id;
}

/** What happened, in one sentence. */
export function eventText({ type, data, standard }: LogEvent): string {
  const happening = data === null ? undefined : Happening.safeParse({ type, data }).data;
  if (happening !== undefined) return textOf(happening);
  if (data !== null) return retentionText(type, data) ?? grantEventText(type, data) ?? words(type);
  return standard === null
    ? `${words(type)}, under a standard that is not for you`
    : (HIDDEN[type] ?? `${words(type)}; what is in it is not for you`);
}

/** What somebody may know of an event whose content is not for them. */
const HIDDEN: Partial<Record<LogEvent['type'], string>> = {
  determined: 'an agency determined; what, is told with the decision',
  signed: 'an agency signed its determination',
  voted: 'an agency voted',
  recused: 'somebody recused themselves',
  request_issued: 'the agencies asked the vendor',
  answer_extended: 'the vendor has more time to answer',
  extended: 'the review was extended',
  decided: 'decided',
  condition_met: 'a condition was recorded as met',
  condition_breached: 'a condition was recorded as breached',
  reopened: 'the case was reopened',
  escalated: 'went to the next body',
  panel_appointed: 'a panel was appointed',
  appeal_decided: 'the appeal was decided',
};

const Reasoned = z.object({ reason: z.string() });

/** What happened to what is kept of a case; null for what is nothing of that. */
function retentionText(type: LogEvent['type'], data: LogEvent['data']): string | null {
  if (type === 'hold_placed' || type === 'hold_lifted')
    return `legal hold ${type === 'hold_placed' ? 'placed' : 'lifted'}: ${Reasoned.parse(data).reason}`;
  if (type !== 'destruction_begun' && type !== 'destroyed') return null;
  const { parts, because } = DestructionBegun.parse(data);
  const what = parts.join(' and ');
  const why = because.kind === 'term' ? `kept for its time under ${because.rules}` : `its key goes: ${because.reason}`;
  return type === 'destroyed' ? `${what} destroyed (${why})` : `${what} about to be destroyed (${why})`;
}

/** A determination in one line. */
export function determinationText(body: DeterminationBody): string {
  const of = (items: readonly unknown[], noun: string) => (items.length === 0 ? '' : `, ${count(items.length, noun)}`);
  switch (body.kind) {
    case 'concur':
      return `concur${of(body.resolves, 'point')}${body.resolves.length > 0 ? ' resolved' : ''}`;
    case 'concur_with_conditions':
      return `concur with conditions${of(body.conditions, 'condition')}${of(body.resolves, 'resolved point')}`;
    case 'non_concur':
      return `non-concur: ${body.objections.map(({ criterion }) => criterion).join(', ')}`;
    case 'request_information':
      return `request information${of(body.questions, 'question')}`;
    case 'not_in_remit':
      return `not in remit: ${body.reason}`;
  }
}

function textOf(event: Happening): string {
  switch (event.type) {
    case 'opened':
      return `opened by ${event.data.vendor}`;
    case 'screening_started':
      return 'screening began';
    case 'returned':
      return `returned to the vendor; to be put right by ${dayWords(event.data.cureDue)}`;
    case 'accepted':
      return `accepted on the ${event.data.track} track; decision due ${dayWords(event.data.dues.decision)}`;
    case 'checks_started':
      return `checks of version ${event.data.bundle} of the bundle began`;
    case 'referred':
      return `referred to people with ${count(event.data.points.length, 'open point')}`;
    case 'decided':
      return `decided: ${words(event.data.outcome)}, ${decidedBy(event.data.by)}`;
    case 'determined':
      return `${event.data.agency} determined: ${determinationText(event.data.body)}${event.data.signatureNeeded ? ' (to be signed)' : ''}`;
    case 'signed':
      return `${event.data.agency} signed its determination ${event.data.n}`;
    case 'recused':
      return `${event.data.person} is recused: ${event.data.reason}`;
    case 'silence_recorded':
      return `${event.data.agency} was silent${event.data.countsAs === 'no_objection' ? ': no objection' : ''}`;
    case 'request_issued':
      return `the vendor was asked ${count(event.data.questions.length, 'question')}; answer due ${dayWords(event.data.answerDue)}`;
    case 'answer_extended':
      return `the vendor has until ${dayWords(event.data.until)} to answer: ${event.data.reason}`;
    case 'request_answered':
      return `the vendor answered: ${event.data.answers.join(' / ')}`;
    case 'request_expired':
      return 'the vendor did not answer in time; the review goes on';
    case 'extended':
      return `all dates moved by ${count(event.data.days, 'day')}: ${event.data.reason}`;
    case 'escalated':
      return `went to the ${words(event.data.to)}: ${event.data.because.join(' ')}`;
    case 'voted':
      return `${event.data.agency} voted ${words(event.data.position)}: ${event.data.reason}`;
    case 'notice_issued':
      return `the date ${event.data.missed} was missed; new date ${dayWords(event.data.dues.decision)}`;
    case 'lapsed':
      return `lapsed: ${event.data.because}`;
    case 'withdrawn':
      return `withdrawn: ${event.data.reason}`;
    case 'bundle_amended':
      return `version ${event.data.bundle.n} of the bundle: ${event.data.note}`;
    case 'amendment_rejected':
      return `version ${event.data.bundle} of the bundle was returned; the one before it stands`;
    case 'condition_met':
      return `condition ${event.data.condition} is met: ${event.data.evidence}`;
    case 'condition_breached':
      return `condition ${event.data.condition} is breached: ${event.data.evidence}`;
    case 'condition_expired':
      return `condition ${event.data.condition} expired`;
    case 'reopened':
      return `reopened (${words(event.data.cause)}): ${event.data.because}${event.data.point === null ? '' : ` ${describePoint(event.data.point)}.`}`;
    case 'appealed':
      return `appealed: ${event.data.ground} Decision due ${dayWords(event.data.due)}`;
    case 'panel_appointed':
      return `panel: ${event.data.members.map(({ id }) => id).join(', ')}`;
    case 'appeal_decided':
      return `the appeal: ${event.data.result}: ${event.data.reason}`;
    case 'appeal_overdue':
      return `the appeal was not decided by ${event.data.missed}; new date ${dayWords(event.data.due)}`;
  }
}

/** Who decided, as it reads after an outcome. */
export const decidedBy = (by: Decision['by']): string => DECIDED_BY[by];

const DECIDED_BY: Record<Decision['by'], string> = {
  checks: 'by the checks',
  unanimous: 'by all agencies',
  working_group: 'by the working group',
  principals: 'by the principals',
  appeal: 'on appeal',
};
