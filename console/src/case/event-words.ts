import * as z from 'zod';
import { grantEventText } from '#core/adjudication/break-glass/log.ts';
import { Happening } from '#core/adjudication/case/change.ts';
import { Destroyed, DestructionBegun } from '#core/adjudication/retention/certificate.ts';
import type { CaseLog } from '#core/api/procedure-wire.ts';
import { dayText } from '../components/dates.tsx';
import { capital, count, sentence, words } from '../components/words.ts';
import { becauseTexts, partsText } from './keeping-words.ts';

export type LoggedEvent = CaseLog['events'][number];

const Acted = z.object({
  standard: z.string().optional(),
  actor: z.object({ id: z.string(), role: z.string() }).optional(),
  by: z.unknown().optional(),
});

/** Who did it, and under which standard, as far as the reader may see. */
export function actorOf({ data }: LoggedEvent): { who: string | null; standard: string | null } {
  const acted = Acted.safeParse(data ?? {});
  if (!acted.success) return { who: null, standard: null };
  const { actor, standard } = acted.data;
  return { who: actor === undefined || actor.role === 'system' ? null : actor.id, standard: standard ?? null };
}

/** What happened, in one line. */
export function eventText({ type, data }: LoggedEvent): string {
  if (data === null) return sentence(type);
  const kept = Keeping.safeParse({ type, data });
  if (kept.success) return keepingText(kept.data);
  const happening = Happening.safeParse({ type, data });
  if (happening.success) return textOf(happening.data);
  const emergency = grantEventText(type, data);
  return emergency === null ? sentence(type) : capital(emergency);
}

const Reason = z.object({ reason: z.string() });
/** What is said and done about keeping a case. */
const Keeping = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hold_placed'), data: Reason }),
  z.object({ type: z.literal('hold_lifted'), data: Reason }),
  z.object({ type: z.literal('destruction_begun'), data: DestructionBegun }),
  z.object({ type: z.literal('destroyed'), data: Destroyed }),
]);

function keepingText(one: z.infer<typeof Keeping>): string {
  switch (one.type) {
    case 'hold_placed':
      return `Legal hold placed: ${one.data.reason}`;
    case 'hold_lifted':
      return `Legal hold lifted: ${one.data.reason}`;
    case 'destruction_begun':
      return `The destruction of ${partsText(one.data.parts)} began. ${becauseTexts(one.data.because).join(' ')}`;
    case 'destroyed':
      return `${sentence(partsText(one.data.parts))} ${one.data.parts.length > 1 ? 'are' : 'is'} destroyed; this event is the certificate`;
  }
}

function textOf(one: Happening): string {
  switch (one.type) {
    case 'opened':
      return `The review of version ${one.data.bundle.n} of the bundle began`;
    case 'accepted':
      return `Accepted on the track "${one.data.track}"; the decision is due on ${dayText(one.data.dues.decision)}`;
    case 'referred':
      return `Referred to people with ${count(one.data.points.length, 'open point')}`;
    case 'returned':
      return `Returned to the vendor, to be cured by ${dayText(one.data.cureDue)}`;
    case 'decided':
      return `Decided: ${words(one.data.outcome)}, by ${words(one.data.by)}`;
    case 'determined':
      return `${one.data.agency} determined: ${words(one.data.body.kind)}${one.data.signatureNeeded ? '; a second person signs' : ''}`;
    case 'signed':
      return `${one.data.agency} signed its determination ${one.data.n}`;
    case 'recused':
      return `${one.data.person} stepped back: ${one.data.reason}`;
    case 'silence_recorded':
      return `${one.data.agency} was silent, which counts as ${words(one.data.countsAs)}`;
    case 'request_issued':
      return `The vendor was asked ${count(one.data.questions.length, 'question')}; answer due on ${dayText(one.data.answerDue)}`;
    case 'request_answered':
      return 'The vendor answered the request';
    case 'answer_extended':
      return `The answer may come until ${dayText(one.data.until)}: ${one.data.reason}`;
    case 'extended':
      return `Extended by ${count(one.data.days, 'day')}: ${one.data.reason}`;
    case 'escalated':
      return `Escalated to ${words(one.data.to)}: ${one.data.because.join(' ')}`;
    case 'voted':
      return `${one.data.agency} voted in the ${words(one.data.body)} for ${words(one.data.position)}: ${one.data.reason}`;
    case 'withdrawn':
      return `Withdrawn: ${one.data.reason}`;
    case 'bundle_amended':
      return `Version ${one.data.bundle.n} of the bundle came in: ${one.data.note}`;
    case 'condition_met':
    case 'condition_breached':
      return `Condition ${one.data.condition} ${one.type === 'condition_met' ? 'met' : 'breached'}: ${one.data.evidence}`;
    case 'condition_expired':
      return `Condition ${one.data.condition} expired`;
    case 'reopened':
      return `Reopened (${words(one.data.cause)}): ${one.data.because}`;
    case 'appealed':
      return `Appealed: ${one.data.ground} ${one.data.statement}`;
    case 'panel_appointed':
      return `Panel appointed: ${one.data.members.map(({ id }) => id).join(', ')}`;
    case 'appeal_decided':
      return `Appeal ${one.data.result}: ${one.data.reason}`;
    case 'notice_issued':
      return `The decision was missed on ${dayText(one.data.missed)}; it is now due on ${dayText(one.data.dues.decision)}`;
    case 'lapsed':
      return `Lapsed: ${one.data.because}`;
    default:
      return sentence(one.type);
  }
}
