import { earlier } from '../calendar/day.ts';
import type { Happening } from './change.ts';
import type { Action } from './command.ts';
import { inEffect } from './positions.ts';
import { putOff } from './rules.ts';
import { duesAfterHold, duesOf, heldSince, latestAnswer, type Reply, type Turn } from './turn.ts';

type Of<T extends Action['type']> = Extract<Action, { type: T }>;

/** The one consolidated request: the questions of all agencies. The clock stops until the vendor answers or its time is over. */
export function issueRequest({ rules, state, today }: Omit<Turn, 'by'>): Reply {
  const { rounds, answerBusinessDays } = rules.procedure.informationRequests;
  if (state.rounds >= rounds) return `The vendor has been asked already; ${rules.standard} allows ${rounds} round(s).`;
  const questions = rules.agencies.flatMap((agency) => {
    const body = inEffect(state, agency)?.body;
    return body?.kind === 'request_information' ? body.questions.map((question) => ({ agency, ...question })) : [];
  });
  if (questions.length === 0) return 'No agency has a question; one determines "request_information" first.';
  const full = rules.calendar.addBusinessDays(today, answerBusinessDays);
  const answerDue = earlier(full, latestAnswer({ rules, state }, today));
  return [{ type: 'request_issued', data: { round: state.rounds + 1, on: today, questions, answerDue } }];
}

export function answer({ state, today }: Turn, { answers, documents }: Of<'answer'>): Reply {
  return [{ type: 'request_answered', data: { on: today, answers, documents, dues: duesAfterHold(state, today) } }];
}

/** The request went unanswered. The hold ends on the day the answer was due, whenever that is noticed. */
export function expireRequest(state: Turn['state'], answerDue: string): Happening[] {
  return [{ type: 'request_expired', data: { on: answerDue, dues: duesAfterHold(state, answerDue) } }];
}

export function extendAnswer(turn: Turn, { until, reason }: Of<'extend_answer'>): Reply {
  const { state, rules } = turn;
  const last = latestAnswer(turn, heldSince(state) ?? turn.today);
  if (state.answerDue === null || until <= state.answerDue) return `The answer is due on ${state.answerDue} already.`;
  if (until > last)
    return `A case is on hold for ${rules.procedure.informationRequests.holdDays} days in all, which end on ${last}.`;
  return [{ type: 'answer_extended', data: { until, reason } }];
}

export function extend({ rules, state }: Turn, { reason }: Of<'extend'>): Reply {
  const { most, days } = rules.procedure.extension;
  if (state.extensions >= most) return `${rules.standard} allows ${most} extension(s), and that is used.`;
  if (days === 0) return `${rules.standard} has no extension.`;
  return [{ type: 'extended', data: { days, reason, dues: putOff(duesOf(state), days) } }];
}

/**
 * A new version of the bundle: the cure of a returned one, an answer to a request, or an amendment under review. Versions are numbered
 * over the whole case, so that one which went to other standards alone leaves a gap.
 */
export function amend({ state, today }: Turn, { digest, note, bundle }: Of<'amend'>): Reply {
  const last = state.bundles.at(-1);
  const n = bundle ?? (last?.n ?? 0) + 1;
  if (last?.digest === digest && !last.rejected) return `This bundle is version ${last.n} already.`;
  if (n <= (last?.n ?? 0)) return `Bundle ${last?.n} is under review; version ${n} is none after it.`;
  const amended: Happening = { type: 'bundle_amended', data: { bundle: { n, digest }, note } };
  if (state.stage !== 'on_hold') return [amended];
  const dues = duesAfterHold(state, today);
  return [{ type: 'request_answered', data: { on: today, answers: [note], documents: [digest], dues } }, amended];
}
