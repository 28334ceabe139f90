import type { CaseLog, ProcedureView } from '#core/api/procedure-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import { type CaseEvent, nextEvent } from '#core/attestation/event-chain.ts';
import { CASE_ID } from './fake-api.ts';
import { VERDICT } from './verdicts.ts';

export const FEDERAL = 'us-frontier/2026.1';
export const EUROPEAN = 'eu-gpai/2026.1';

/** The part of people in a case, on day 3 of 30, as the vendor sees it: the agencies determine. */
export const REVIEWED: ProcedureView = {
  standard: FEDERAL,
  title: 'United States pre-release review',
  legalBasis: 'voluntary',
  stage: 'agency_review',
  track: 'standard',
  tier: 'T2',
  run: 1,
  dues: {
    determinations: '2026-10-09',
    workingGroup: '2026-10-16',
    principals: '2026-10-21',
    decision: '2026-10-24',
  },
  today: '2026-09-27',
  timeZone: 'America/New_York',
  days: { total: 3, vendor: 0, agencies: 3 },
  deadlines: [
    { what: 'determination', party: 'nsa', due: '2026-10-09', yours: false },
    { what: 'decision', party: 'coordinator', due: '2026-10-24', yours: false },
  ],
  nextAt: '2026-10-10T04:00:00.000Z',
  points: [
    {
      criterion: 'NSA-07',
      evaluation: 'cyber-single-turn',
      agency: 'nsa',
      severity: 'blocker',
      outcome: 'inconclusive',
      origin: 'check',
    },
  ],
  questions: [],
  determinations: [],
  silent: [],
  votes: [],
  decisions: [],
  conditions: [],
  bundles: [{ n: 1, digest: 'object:1', rejected: false }],
  appeal: null,
  extensions: 0,
  notices: 0,
  grounds: ['A criterion was misapplied.', 'Evidence was overlooked.'],
  allowed: ['concur', 'concur_with_conditions', 'non_concur', 'request_information', 'not_in_remit'],
  next: [{ action: 'withdraw', as: 'vendor.quillon' }],
};

/** The same case once the vendor was asked. */
export const ASKED: ProcedureView = {
  ...REVIEWED,
  stage: 'on_hold',
  deadlines: [{ what: 'answer', party: 'vendor:quillon', due: '2026-10-12', yours: true }],
  questions: [
    { agency: 'nsa', criterion: 'NSA-07', text: 'Which classifier ran in the release?' },
    { agency: 'oncd', criterion: null, text: 'Who graded?' },
  ],
  next: [
    { action: 'answer', as: 'vendor.quillon' },
    { action: 'withdraw', as: 'vendor.quillon' },
  ],
};

/** The same case as a reviewer of an agency sees it. */
export const TO_DETERMINE: ProcedureView = {
  ...REVIEWED,
  deadlines: REVIEWED.deadlines.map((one) => ({ ...one, yours: one.party === 'nsa' })),
  next: ['determine', 'sign', 'recuse'].map((action) => ({ action, as: 'agency.nsa.reviewer' })),
};

/** A case that waits for people, under these standards. */
export const viewOf = (procedures: ProcedureView[], lastSeq = 5): CaseView => ({
  case: {
    caseId: CASE_ID,
    vendor: 'quillon',
    status: 'waiting_for_people',
    outcome: 'referred',
    tier: 'T2',
    model: 'quillon/atlas-5',
    openedAt: '2026-09-24T10:00:00.000Z',
    decidedAt: '2026-09-24T10:00:04.000Z',
    bundle: 1,
    lastSeq,
  },
  steps: [],
  verdict: { ...VERDICT, outcome: 'referred' },
  verdicts: [{ ...VERDICT, outcome: 'referred' }],
  procedures,
});

type Told = Pick<CaseEvent, 'type'> & { data?: CaseEvent['data']; standard?: string };

/** A log as the service chains it. */
export function logOf(...told: readonly Told[]): CaseLog['events'] {
  const events: CaseLog['events'] = [];
  let head: CaseEvent | null = null;
  for (const { type, data = {}, standard = FEDERAL } of told) {
    const at = `2026-09-2${4 + Math.min(5, events.length)}T10:00:00.000Z`;
    head = nextEvent(head, { caseId: CASE_ID, type, at, data: { standard, ...data } });
    events.push({ ...head, standard });
  }
  return events;
}

const person = (id: string) => ({ id, role: 'reviewer', agency: null, vendor: null });

/** What happened in it: events 0 to 5. */
export const LOG = logOf(
  { type: 'opened', data: { vendor: 'quillon', bundle: { n: 1, digest: 'object:1' } } },
  { type: 'screening_started' },
  { type: 'checks_started', data: { bundle: 1 } },
  { type: 'referred', data: { tier: 'T2', points: [], changed: [] } },
  { type: 'recused', data: { person: 'odni-2', reason: 'A cousin.', actor: person('odni-2') } },
  {
    type: 'determined',
    data: {
      ...{ agency: 'nsa', n: 1, signatureNeeded: true, actor: person('nsa-1') },
      body: { kind: 'concur', resolves: [] },
    },
  },
);
