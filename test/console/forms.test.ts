import { describe, expect, it } from 'vitest';
import { Action } from '#core/adjudication/case/command.ts';
import type { ProcedureView, QueueEntry } from '#core/api/procedure-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import {
  type ActionType,
  agencyOf,
  type FormSubject,
  offersIn,
  TITLES,
  toSign,
} from '../../console/src/forms/action.ts';
import { actionOf } from '../../console/src/forms/action-of.ts';
import { Draft, draftKey, EMPTY } from '../../console/src/forms/drafts.ts';
import { partiesOf } from '../../console/src/queue/parties.ts';
import { EVERYTHING, QueueViewing, viewed } from '../../console/src/queue/view.ts';

const determination: ProcedureView['determinations'][number] = {
  agency: 'nsa',
  n: 3,
  run: 1,
  at: '2026-11-26T13:00:00.000Z',
  body: { kind: 'concur', resolves: [] },
  inEffect: false,
  signatureNeeded: true,
  preparedBy: 'ann',
  signedBy: null,
  void: null,
};
const procedure: ProcedureView = {
  standard: 'us-frontier/2026.1',
  title: 'Federal',
  legalBasis: 'voluntary',
  stage: 'agency_review',
  track: 'standard',
  tier: 'T2',
  run: 1,
  dues: null,
  today: '2026-11-26',
  timeZone: 'America/New_York',
  days: { total: 0, vendor: 0, agencies: 0 },
  deadlines: [],
  nextAt: null,
  points: [],
  questions: [],
  determinations: [determination],
  silent: [],
  votes: [],
  decisions: [],
  conditions: [],
  bundles: [],
  appeal: null,
  extensions: 0,
  notices: 0,
  grounds: ['evidence'],
  allowed: ['concur'],
  next: [
    { action: 'sign', as: 'agency.nsa.reviewer' },
    { action: 'recuse', as: 'agency.nsa.reviewer' },
    { action: 'reopen', as: 'agency.nsa.reviewer' },
    { action: 'tick', as: 'agency.nsa.reviewer' },
  ],
};
const person = (name: string) => ({ name, roles: [{ role: 'reviewer', agency: 'nsa' } as const] });
const view: CaseView = {
  case: {
    caseId: `case-${'0'.repeat(40)}`,
    vendor: 'quillon',
    status: 'waiting_for_people',
    model: 'm',
    outcome: 'referred',
    tier: 'T2',
    openedAt: '2026-11-26T13:00:00.000Z',
    decidedAt: null,
    bundle: 1,
    lastSeq: 8,
  },
  steps: [],
  verdict: null,
  verdicts: [],
  procedures: [],
};
const subject: FormSubject = { view, procedure, findings: [], person: person('bea'), as: 'agency.nsa.reviewer' };
const draft = (change: Partial<Draft>): Draft => ({ ...EMPTY, ...change });

describe('what a person can do', () => {
  it('is what the procedure offers, without what has no object, and without what only the clock does', () => {
    expect(offersIn(procedure, person('bea')).map(({ action }) => action)).toEqual(['sign', 'recuse']);
    // Nobody signs what they prepared.
    expect(offersIn(procedure, person('ann')).map(({ action }) => action)).toEqual(['recuse']);
    expect(toSign(procedure, 'agency.nsa.reviewer')?.n).toBe(3);
    expect(toSign({ ...procedure, run: 2 }, 'agency.nsa.reviewer')).toBeNull();
    expect([agencyOf('agency.nsa.principal'), agencyOf('coordinator')]).toEqual(['nsa', null]);
  });
});

describe('what a draft stands for', () => {
  const condition = {
    text: 'On',
    criterion: '',
    metric: 'm',
    due: '2027-01-04',
    verifier: 'nsa',
    expires: '2027-02-01',
  };
  it.each([
    ['determine', { kind: 'concur' }],
    ['determine', { kind: 'concur_with_conditions', conditions: [condition] }],
    ['determine', { kind: 'non_concur', objections: [{ criterion: 'A', evidence: 'e', cure: 'c' }] }],
    ['determine', { kind: 'request_information', questions: [{ criterion: '', text: 'q' }] }],
    ['determine', { kind: 'not_in_remit', reason: 'r' }],
    ['sign', {}],
    ['vote', { kind: 'staged_access', conditions: [condition], reason: 'r' }],
    ['issue_request', {}],
    ['extend', { reason: 'r' }],
    ['extend_answer', { until: '2027-01-04', reason: 'r' }],
    ['recuse', { reason: 'r' }],
    ['withdraw', { reason: 'r' }],
    ['meet_condition', { choice: 'nsa.1.1.1', evidence: 'e' }],
    ['breach_condition', { choice: 'nsa.1.1.1', evidence: 'e' }],
    ['reopen', { choice: 'material_change', statement: 's', evidence: 'e' }],
    ['appoint_panel', { members: [{ id: 'p', agency: 'joint' }] }],
    ['decide_appeal', { kind: 'upheld', votes: [{ member: 'p', result: 'upheld', reason: 'r' }], reason: 'r' }],
    ['answer', { answers: [{ text: 'a' }] }],
    ['appeal', { choice: 'evidence', statement: 's' }],
  ] as const)('is an action that the API takes: %s', (type, change) => {
    const action = actionOf(type, draft(Draft.partial().parse(change)), subject);
    expect(Action.parse(action).type).toBe(type);
  });

  it('is nothing while something of it is missing', () => {
    const unfinished: readonly (readonly [ActionType, Partial<Draft>])[] = [
      ['determine', {}],
      ['determine', { kind: 'non_concur' }],
      ['determine', { kind: 'concur_with_conditions' }],
      ['determine', { kind: 'request_information' }],
      ['vote', { kind: 'returned' }],
      ['meet_condition', {}],
      ['reopen', { choice: 'weather' }],
      ['appeal', {}],
      ['decide_appeal', { kind: 'overturned' }],
    ];
    for (const [type, change] of unfinished)
      expect([type, actionOf(type, draft(change), subject)]).toEqual([type, null]);
  });

  it('sets no conditions and sets nothing aside where the decision has no place for them', () => {
    expect(actionOf('vote', draft({ kind: 'cleared', conditions: [condition] }), subject)).toMatchObject({
      conditions: [],
    });
    const setAside = [{ criterion: 'A', evaluation: null, reason: 'r' }];
    expect(actionOf('decide_appeal', draft({ kind: 'upheld', setAside }), subject)).toMatchObject({
      setAside: [],
      precedent: null,
    });
  });

  it('is kept for one person, case, standard and form, and read back whatever else was stored there', () => {
    const keys = Object.keys(TITLES).map((action) => draftKey('bea', view.case.caseId, procedure.standard, action));
    expect(new Set(keys).size).toBe(keys.length);
    expect(Draft.parse({ kind: 'concur', other: 1 })).toEqual(draft({ kind: 'concur' }));
  });
});

describe('a queue', () => {
  const entry = (change: Partial<QueueEntry>): QueueEntry => ({
    caseId: 'case-a',
    standard: 'us-frontier/2026.1',
    party: 'nsa',
    due: '2026-12-11',
    duties: [{ what: 'determination', due: '2026-12-11' }],
    stage: 'agency_review',
    vendor: 'quillon',
    model: 'atlas-5',
    tier: 'T2',
    blockers: 0,
    points: 0,
    openedAt: '2026-11-26T13:00:00.000Z',
    today: '2026-11-26',
    timeZone: 'America/New_York',
    ...change,
  });
  const entries = [
    entry({ caseId: 'case-c', due: '2026-12-12', blockers: 1, points: 1 }),
    entry({ caseId: 'case-b', model: null, tier: null, points: 5 }),
    entry({ caseId: 'case-a', vendor: 'tern', duties: [] }),
  ];
  const seen = (change: Partial<QueueViewing>) =>
    viewed(entries, { ...EVERYTHING, ...change })
      .map(({ caseId }) => caseId.slice(-1))
      .join('');

  it('is in the order of due dates, and of cases where they are equal', () => {
    expect(seen({})).toBe('abc');
    expect(seen({ down: true })).toBe('cab');
    expect(seen({ sort: 'blockers', down: true })).toBe('cba');
  });

  it('is searched and filtered', () => {
    expect(seen({ search: 'tern atlas' })).toBe('a');
    expect(seen({ blocked: true })).toBe('c');
    expect(seen({ tier: 'T2' })).toBe('ac');
    expect(seen({ step: 'decision' })).toBe('a');
    expect(QueueViewing.parse({ sort: 'due', unknown: true })).toEqual(EVERYTHING);
  });

  it('is one for each party that somebody is of', () => {
    const roles = [
      { role: 'reviewer', agency: 'nsa' },
      { role: 'principal', agency: 'nsa' },
      { role: 'panelist' },
      { role: 'auditor' },
      { role: 'vendor', vendor: 'tern' },
    ] as const;
    expect(partiesOf({ name: 'bea', roles })).toEqual(['nsa', 'panel:bea', 'vendor:tern']);
  });
});
