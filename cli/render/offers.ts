import type { Action } from '#core/adjudication/case/command.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { shellWord } from './shell-word.ts';

/** Something that the caller may do now, as a command to copy. */
export interface NextStep {
  what: string;
  /** What one has to know for it, one a line. */
  notes?: string[];
  commands: string[];
}

/** The case, who asks, and the options that the commands of one action need. */
interface Here {
  ref: string;
  who: string;
  suffix: string;
}

type Offer = (procedure: ProcedureView, here: Here, as: string) => NextStep | string | null;

/** What is offered for each action: a step, the name of a command that is possible besides, or nothing. */
const OFFERS: Partial<Record<Action['type'], Offer>> = {
  answer: ({ questions }, { ref, suffix }) => ({
    what: 'answer the request, or file a new version of the bundle as the answer',
    commands: [
      `countersign respond ${ref}${questions.map(() => ' --answer "..."').join('')}${suffix}`,
      `countersign respond ${ref} --bundle PATH --note "What is other"${suffix}`,
    ],
  }),
  determine: determineStep,
  sign: (procedure, { ref, who, suffix }, as) => {
    const waiting = unsigned(procedure, agencyOf(as));
    if (waiting === undefined || waiting.preparedBy === who) return null;
    return {
      what: `sign determination ${waiting.n} of ${waiting.agency}, which ${waiting.preparedBy} prepared`,
      commands: [`countersign endorse ${ref} ${waiting.n}${suffix}`],
    };
  },
  vote: ({ stage, votes, run }, { ref, suffix }, as) => {
    if (stage === 'principals' && !as.endsWith('.principal')) return null;
    const cast = votes.some(
      (one) => one.agency === agencyOf(as) && one.body === stage && one.run === run && one.void === null,
    );
    if (cast) return 'vote';
    return {
      what: 'vote',
      commands: [`countersign vote ${ref} cleared --reason "..."${suffix}`],
    };
  },
  issue_request: ({ determinations }, { ref, suffix }) =>
    determinations.some(({ inEffect, body }) => inEffect && body.kind === 'request_information')
      ? { what: 'send the vendor the questions of the agencies now', commands: [`countersign request ${ref}${suffix}`] }
      : null,
  appoint_panel: ({ appeal }, { ref, suffix }) =>
    appeal?.panel.length === 0
      ? { what: 'appoint the panel', commands: [`countersign panel ${ref} MEMBER MEMBER MEMBER${suffix}`] }
      : 'panel',
  decide_appeal: (_, { ref, suffix }) => ({
    what: 'decide the appeal with the votes of the panel',
    commands: [`countersign decide-appeal ${ref} upheld --file votes.yaml${suffix}`],
  }),
  meet_condition: ({ conditions }, { ref, suffix }) => {
    const [open] = conditions.filter(({ status }) => status === 'open');
    if (open === undefined) return null;
    return {
      what: 'say that a condition is met, or is not',
      commands: [`countersign condition ${ref} ${open.id} met --evidence "..."${suffix}`],
    };
  },
  appeal: ({ decisions, grounds }, { ref, suffix }) => {
    const outcome = decisions.at(-1)?.outcome;
    if (outcome === 'cleared') return null;
    return {
      what: 'appeal, once, on one of these grounds',
      notes: grounds.map((ground, at) => `${at + 1} ${ground}`),
      commands: [`countersign appeal ${ref} --ground 1 --statement "..."${suffix}`],
    };
  },
  recuse: () => 'recuse',
  extend: () => 'extend',
  extend_answer: () => 'extend --answer-until',
  withdraw: () => 'withdraw',
  reopen: ({ decisions }) => (decisions.at(-1)?.outcome.startsWith('cleared') ? 'reopen' : null),
};

/** What is offered for an action; undefined for one that nobody carries out by a command of theirs. */
export const offerOf = (action: string): Offer | undefined =>
  Object.entries(OFFERS).find(([name]) => name === action)?.[1];

const agencyOf = (as: string): string => as.split('.')[1] ?? '';

const unsigned = ({ determinations, run }: ProcedureView, agency: string) => {
  const last = determinations.findLast((one) => one.agency === agency && one.run === run && one.void === null);
  return last?.signatureNeeded && last.signedBy === null ? last : undefined;
};

function determineStep(procedure: ProcedureView, { ref, suffix }: Here, as: string): NextStep | string {
  const agency = agencyOf(as);
  const owes = procedure.deadlines.some(({ party, what }) => party === agency && what === 'determination');
  if (!owes) return 'determine';
  const resolves = procedure.points
    .filter((point) => point.agency === agency && point.outcome !== 'not_met')
    .map(
      ({ criterion, evaluation }) =>
        ` --resolve ${shellWord(`${criterion}${evaluation === null ? '' : `@${evaluation}`}`)}`,
    );
  const [one, ...more] = resolves;
  const concur =
    one === undefined
      ? `countersign determine ${ref} concur${suffix}`
      : `countersign determine ${ref} concur${one}${more.length > 0 ? ' --resolve ...' : ''} --evidence "..." --reason "..."${suffix}`;
  return {
    what: `determine for ${agency}`,
    commands: [
      concur,
      `countersign determine ${ref} request_information --question "..."${suffix}`,
      `countersign determine ${ref} non_concur --objection CRITERION --evidence "..." --cure "..."${suffix}`,
    ],
  };
}
