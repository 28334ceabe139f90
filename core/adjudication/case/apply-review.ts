import { ended } from './apply-intake.ts';
import type { Change } from './change.ts';
import type { CaseState } from './state.ts';

/** Determinations, the request to the vendor, votes and put-off dates. Null for other events. */
export function applyReview(state: CaseState, change: Change): CaseState | null {
  switch (change.type) {
    case 'determined': {
      const { agency, n, body, signatureNeeded } = change.data;
      const made = { run: state.run, agency, n, body, signatureNeeded, preparedBy: change.by.id, at: change.at };
      return {
        ...state,
        determinations: [...state.determinations, { ...made, signedBy: null, void: null }],
        silent: state.silent.filter((one) => one !== agency),
      };
    }
    case 'signed': {
      const { agency, n } = change.data;
      return {
        ...state,
        determinations: state.determinations.map((one) =>
          one.agency === agency && one.n === n ? { ...one, signedBy: change.by.id } : one,
        ),
      };
    }
    case 'recused':
      return recused(state, change.data.person);
    case 'silence_recorded':
      return { ...state, silent: [...state.silent, change.data.agency] };
    case 'request_issued': {
      const { round, on, answerDue, questions } = change.data;
      return {
        ...state,
        stage: 'on_hold',
        rounds: round,
        answerDue,
        questions,
        holds: [...state.holds, { from: on, to: null }],
      };
    }
    case 'answer_extended':
      return { ...state, answerDue: change.data.until };
    case 'request_answered':
      return afterHold(state, change.data, 'The vendor answered.');
    case 'request_expired':
      return afterHold(state, change.data, 'The vendor did not answer in time.');
    case 'extended':
      return { ...state, extensions: state.extensions + 1, dues: change.data.dues };
    case 'notice_issued':
      return { ...state, notices: state.notices + 1, dues: change.data.dues };
    case 'escalated':
      return { ...state, stage: change.data.to };
    case 'voted': {
      const { reason: _, ...vote } = change.data;
      const cast = { run: state.run, ...vote, by: change.by.id, at: change.at, void: null };
      return { ...state, votes: [...state.votes, cast] };
    }
    default:
      return null;
  }
}

/** Agencies that asked determine again, now that they know what there is to know. */
function afterHold(
  state: CaseState,
  { on, dues }: { on: string; dues: NonNullable<CaseState['dues']> },
  why: string,
): CaseState {
  return {
    ...state,
    stage: 'agency_review',
    dues,
    answerDue: null,
    holds: ended(state.holds, on),
    determinations: state.determinations.map((one) =>
      one.body.kind === 'request_information' && one.run === state.run && one.void === null
        ? { ...one, void: why }
        : one,
    ),
  };
}

/** What a recused person prepared, signed or voted is void; the history keeps it. */
function recused(state: CaseState, person: string): CaseState {
  const why = `${person} is recused.`;
  return {
    ...state,
    recused: [...state.recused, person],
    determinations: state.determinations.map((one) =>
      one.run === state.run && one.void === null && (one.preparedBy === person || one.signedBy === person)
        ? { ...one, void: why }
        : one,
    ),
    votes: state.votes.map((vote) =>
      vote.run === state.run && vote.void === null && vote.by === person ? { ...vote, void: why } : vote,
    ),
    appeal:
      state.appeal?.panel.some(({ id }) => id === person) === true ? { ...state.appeal, panel: [] } : state.appeal,
  };
}
