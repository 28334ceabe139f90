import type { ActionInput } from '../../e2e/support/people.ts';

/**
 * Who may do what in a case of `quillon` under the federal standard, as one table for the API and for the pages. It is written down here
 * by hand, from the procedure that the standard describes, and not taken from `core/adjudication/case/permissions.ts`, which it checks.
 */
export const PEOPLE = {
  'vendor-quillon': 'vendor',
  'vendor-tern': 'outsider',
  'nsa-reviewer-1': 'reviewer',
  'nsa-principal': 'principal',
  'oncd-reviewer-1': 'reviewer',
  'oncd-principal': 'principal',
  'odni-reviewer-1': 'reviewer',
  'odni-principal': 'principal',
  'aisi-reviewer-1': 'outsider',
  coordinator: 'coordinator',
  'panelist-1': 'outsider',
  'company-quillon': 'outsider',
  auditor: 'auditor',
  'standards-editor': 'outsider',
  'break-glass': 'nobody',
  newcomer: 'nobody',
} as const;
export type Standing = (typeof PEOPLE)[keyof typeof PEOPLE];

type Doer = 'vendor' | 'reviewer' | 'principal' | 'coordinator';
const text = 'As the table has it.';
const AGENCY: readonly Doer[] = ['reviewer', 'principal'];
const OFFICIALS: readonly Doer[] = ['principal', 'coordinator'];
const NOBODY: readonly Doer[] = [];

/** Every action, with an input that is well formed, and who may ask for it at all. What only the workflow does is nobody's. */
export const ACTIONS: readonly (readonly [ActionInput, readonly Doer[]])[] = [
  [{ type: 'open', vendor: 'quillon', standard: 'us-frontier/2026.1', digest: 'sha256:0' }, NOBODY],
  [{ type: 'screen' }, NOBODY],
  [{ type: 'return', because: [text] }, ['coordinator']],
  [{ type: 'accept', track: 'standard' }, ['coordinator']],
  [{ type: 'start_checks' }, NOBODY],
  [{ type: 'record_checks', bundle: 1, outcome: 'cleared', tier: null, points: [] }, NOBODY],
  [{ type: 'tick' }, NOBODY],
  [{ type: 'determine', determination: { kind: 'concur' } }, AGENCY],
  [{ type: 'sign', n: 1 }, AGENCY],
  [{ type: 'recuse', reason: text }, ['reviewer', 'principal', 'coordinator']],
  [{ type: 'vote', position: 'cleared', reason: text }, AGENCY],
  [{ type: 'issue_request' }, ['coordinator']],
  [{ type: 'extend_answer', until: '2027-01-04', reason: text }, OFFICIALS],
  [{ type: 'extend', reason: text }, OFFICIALS],
  [{ type: 'meet_condition', condition: 'nsa.1.1.1', evidence: text }, ['reviewer', ...OFFICIALS]],
  [{ type: 'breach_condition', condition: 'nsa.1.1.1', evidence: text }, ['reviewer', ...OFFICIALS]],
  [{ type: 'reopen', cause: 'false_statement', statement: text, evidence: text }, ['reviewer', ...OFFICIALS]],
  [{ type: 'appoint_panel', members: [{ id: 'panelist-1', agency: 'joint' }] }, ['coordinator']],
  [
    {
      type: 'decide_appeal',
      result: 'upheld',
      votes: [{ member: 'panelist-1', result: 'upheld', reason: text }],
      reason: text,
    },
    NOBODY,
  ],
  [{ type: 'answer', answers: [text] }, ['vendor']],
  [{ type: 'withdraw', reason: text }, ['vendor']],
  [{ type: 'appeal', ground: 'evidence', statement: text }, ['vendor']],
];

/** What the API says: taken up by the procedure, which then refuses because the case has moved on; forbidden; or no such case. */
export function answerTo(standing: Standing, doers: readonly Doer[]): 'taken up' | 403 | 404 {
  if (standing === 'outsider') return 404;
  if (standing === 'nobody') return 403;
  return doers.some((doer) => doer === standing) ? 'taken up' : 403;
}

/** What a page offers while agencies review, and once the case is decided under a condition; null where there is no page. */
export const OFFERED: Readonly<Record<Standing, { reviewed: readonly string[]; decided: readonly string[] } | null>> = {
  vendor: {
    reviewed: ['Withdraw the submission', 'Send another version of the bundle'],
    decided: ['Appeal'],
  },
  reviewer: {
    reviewed: ['Determine', 'Step back from this case'],
    decided: ['Record that a condition is met', 'Record that a condition is not kept', 'Reopen the case'],
  },
  principal: {
    reviewed: ['Determine', 'Extend the review', 'Step back from this case'],
    decided: ['Record that a condition is met', 'Record that a condition is not kept', 'Reopen the case'],
  },
  coordinator: {
    reviewed: ['Extend the review', 'Step back from this case'],
    decided: ['Record that a condition is met', 'Record that a condition is not kept', 'Reopen the case'],
  },
  auditor: { reviewed: [], decided: [] },
  outsider: null,
  nobody: null,
};

/** Every form of the console, by what a link asks for and what its heading says. */
export const FORMS: Readonly<Record<string, string>> = {
  determine: 'Determine',
  sign: 'Sign as the second person',
  vote: 'Vote',
  issue_request: 'Send the request to the vendor',
  extend_answer: 'Give the vendor more time to answer',
  extend: 'Extend the review',
  meet_condition: 'Record that a condition is met',
  breach_condition: 'Record that a condition is not kept',
  reopen: 'Reopen the case',
  appoint_panel: 'Appoint the panel',
  decide_appeal: 'Decide the appeal',
  answer: 'Answer the request',
  withdraw: 'Withdraw the submission',
  appeal: 'Appeal',
  recuse: 'Step back from this case',
};
