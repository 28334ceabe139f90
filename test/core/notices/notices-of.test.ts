import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseStage } from '#core/adjudication/case/parts.ts';
import type { CaseEventDetail, CaseReminderDetail } from '#core/api/events.ts';
import { CaseEventType } from '#core/attestation/event-chain.ts';
import { noticesOf, type Surroundings } from '#core/notices/notices-of.ts';
import { Party, partyOf } from '#core/notices/party.ts';
import { TOLD } from '#core/notices/told.ts';
import { Topic } from '#core/notices/topics.ts';

const caseId = `case-${'a'.repeat(40)}`;
const surroundings: Surroundings = {
  agencies: ['nsa', 'oncd', 'odni'],
  caseUrl: 'https://console.example.org/cases/{caseId}',
};
const happened = (over: Partial<CaseEventDetail> = {}): CaseEventDetail => ({
  schemaVersion: '1',
  caseId,
  vendor: 'acme',
  standard: 'us-frontier/2026.1',
  seq: 7,
  type: 'decided',
  at: '2026-03-20T17:00:00.000Z',
  stage: 'decided',
  ...over,
});
const due = (over: Partial<CaseReminderDetail> = {}): CaseReminderDetail => ({
  schemaVersion: '1',
  caseId,
  vendor: 'acme',
  standard: 'us-frontier/2026.1',
  what: 'determination',
  who: 'nsa',
  due: '2026-03-17',
  on: '2026-03-12',
  ...over,
});
const ofEvent = (over: Partial<CaseEventDetail> = {}) =>
  noticesOf({ type: 'Case Event', detail: happened(over) }, surroundings);
const ofReminder = (over: Partial<CaseReminderDetail> = {}) =>
  noticesOf({ type: 'Case Reminder', detail: due(over) }, surroundings);

describe('an event of a case', () => {
  it('tells vendor, agencies and coordinator of the decision, with its outcome and the way to the case', () => {
    const notices = ofEvent({ outcome: 'cleared_with_conditions' });
    expect(notices.map(({ party }) => party)).toEqual([
      'vendor:acme',
      'agency:nsa',
      'agency:oncd',
      'agency:odni',
      'agency:coordinator',
    ]);
    expect(notices[0]?.subject).toBe(
      `Countersign: the case is decided: cleared with conditions, under us-frontier/2026.1 (${caseId})`,
    );
    expect(notices[0]?.text).toBe(
      [
        'The case is decided: cleared with conditions. The verdict and its reasons are in the case.',
        '',
        `Case:         ${caseId}`,
        'Standard:     us-frontier/2026.1',
        'Vendor:       acme',
        'Stage:        decided',
        'Time:         2026-03-20T17:00:00.000Z',
        `Link:         https://console.example.org/cases/${caseId}`,
        `Command line: countersign status ${caseId}`,
        '',
      ].join('\n'),
    );
  });

  it('tells the vendor alone that a submission was returned, and agencies nothing of the vendor only', () => {
    expect(ofEvent({ type: 'returned' }).map(({ party }) => party)).toEqual(['vendor:acme']);
    expect(ofEvent({ type: 'determined' }).map(({ party }) => party)).toEqual(['agency:coordinator']);
    expect(ofEvent({ type: 'panel_appointed' }).map(({ party }) => party)).toEqual(['agency:panel', 'vendor:acme']);
  });

  it('tells of an emergency access by every channel that a party has, whatever it takes', () => {
    const notices = ofEvent({ type: 'emergency_access_opened', standard: null, stage: null });
    expect(notices.map(({ party }) => party)).toEqual(ofEvent().map(({ party }) => party));
    expect(notices.every(({ always }) => always)).toBe(true);
    expect(ofEvent().some(({ always }) => always)).toBe(false);
  });

  it('tells once that a case is open, however many standards it seeks', () => {
    expect(ofEvent({ type: 'opened', standard: null })).toHaveLength(1);
    expect(ofEvent({ type: 'opened' })).toEqual([]);
  });

  it('that is a step of the machine alone tells nobody', () => {
    expect(ofEvent({ type: 'screening_started' })).toEqual([]);
    expect(ofEvent({ type: 'checks_started' })).toEqual([]);
  });

  it('never tells a vendor how somebody determined or voted before the decision', () => {
    for (const type of ['determined', 'signed', 'recused', 'silence_recorded', 'voted'] as const)
      expect(ofEvent({ type }).map(({ party }) => party)).not.toContain('vendor:acme');
  });

  it('tells each party once, in one line of subject, whatever happens', () => {
    const anything = fc.record({
      type: fc.constantFrom(...CaseEventType.options),
      stage: fc.option(fc.constantFrom(...CaseStage.options)),
      standard: fc.option(fc.constant('us-frontier/2026.1')),
    });
    fc.assert(
      fc.property(anything, (over) => {
        const notices = ofEvent(over);
        const begins = over.type === 'opened' && over.standard !== null;
        expect(notices.length > 0).toBe(TOLD[over.type] !== null && !begins);
        expect(new Set(notices.map(({ party }) => party)).size).toBe(notices.length);
        for (const { party, topic, subject, text } of notices) {
          Party.parse(party);
          Topic.parse(topic);
          expect(subject).toMatch(/^Countersign: the case [^\n]+$/);
          expect(text).toContain(caseId);
        }
      }),
    );
  });
});

describe('a reminder', () => {
  it('goes to who owes it, with the due date for the calendar', () => {
    const [notice, ...others] = ofReminder();
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      party: 'agency:nsa',
      topic: 'due_date',
      subject: `Countersign: A determination is due on 2026-03-17 (${caseId})`,
      due: { what: 'determination', who: 'nsa', on: '2026-03-17' },
    });
  });

  it('of what the vendor owes goes to the vendor; that of a condition to its verifier and the vendor', () => {
    expect(ofReminder({ what: 'cure', who: 'acme' }).map(({ party }) => party)).toEqual(['vendor:acme']);
    expect(ofReminder({ what: 'condition', who: 'nsa' }).map(({ party }) => party)).toEqual([
      'agency:nsa',
      'vendor:acme',
    ]);
    expect(ofReminder({ what: 'condition', who: 'acme' }).map(({ party }) => party)).toEqual(['vendor:acme']);
  });
});

describe('who owes something', () => {
  it.each([
    ['acme', 'vendor:acme'],
    ['vendor:acme', 'vendor:acme'],
    ['nsa', 'agency:nsa'],
    ['coordinator', 'agency:coordinator'],
    ['panel', 'agency:panel'],
    ['panel:pat', 'agency:panel'],
    ['Some Laboratory', 'agency:coordinator'],
  ])('%s is %s', (who, party) => {
    expect(partyOf(who, 'acme')).toBe(party);
  });
});
