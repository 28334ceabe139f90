import { describe, expect, it } from 'vitest';
import type { DestructionBegun } from '#core/adjudication/retention/certificate.ts';
import type { CaseView } from '#core/api/wire.ts';
import { eventText, type LoggedEvent } from '../../console/src/case/event-words.ts';
import { destructionsOf, goneOf } from '../../console/src/case/keeping.ts';
import { extentText, partsText } from '../../console/src/case/keeping-words.ts';
import { bytesText } from '../../console/src/components/bytes.ts';

const BEGUN = '2026-11-03T02:00:00.000Z';
const ENDED = '2026-11-03T02:01:00.000Z';
const begun: DestructionBegun = {
  parts: ['bundle', 'evidence'],
  bundle: 2,
  because: {
    kind: 'term',
    rules: 'retention/2026.1',
    terms: [{ part: 'bundle', outcome: 'withdrawn', since: '2026-10-03T09:00:00.000Z', days: 30, due: '2026-11-02' }],
  },
  inventory: { objects: 34, bytes: 1_240_000, digest: 'sha256:11' },
};
const destroyed = {
  ...begun,
  begun: { seq: 7, hash: 'sha256:7' },
  keyDeletedOn: null,
  verdicts: [{ standard: 'us-frontier/2026.1', n: 1, bundleDigest: 'sha256:b', findingsDigest: 'sha256:f' }],
};
const event = (seq: number, type: LoggedEvent['type'], at: string, data: object | null): LoggedEvent => ({
  caseId: `case-${'0'.repeat(40)}`,
  ...{ seq, type, at, previous: null, hash: `sha256:${seq}`, standard: null },
  data: data === null ? null : JSON.parse(JSON.stringify(data)),
});
const EVENTS = [event(7, 'destruction_begun', BEGUN, begun), event(8, 'destroyed', ENDED, destroyed)];

const view = (bundle: number, endedAt: string | null): Pick<CaseView, 'case' | 'retention'> => ({
  case: {
    caseId: `case-${'0'.repeat(40)}`,
    ...{ vendor: 'quillon', status: 'decided', outcome: 'withdrawn', tier: null, model: null },
    ...{ openedAt: BEGUN, decidedAt: BEGUN, bundle, lastSeq: 8 },
  },
  retention: { hold: null, destructions: [{ parts: begun.parts, bundle: begun.bundle, begunAt: BEGUN, endedAt }] },
});

describe('what of a case is kept', () => {
  it('is gone from when its destruction began, for the versions that it was of', () => {
    expect(goneOf(view(2, ENDED))).toEqual({ bundle: ENDED, evidence: ENDED });
    expect(goneOf(view(1, null))).toEqual({ bundle: BEGUN, evidence: BEGUN });
    expect(goneOf(view(3, ENDED))).toEqual({});
    expect(goneOf({ case: view(1, null).case })).toEqual({});
  });

  it('has the certificate of each destruction, and does without where the log does not say it', () => {
    expect(destructionsOf(view(2, ENDED), EVENTS)).toMatchObject([
      { begun: { because: { kind: 'term' } }, certificate: { seq: 8, hash: 'sha256:8', verdicts: [{ n: 1 }] } },
    ]);
    expect(destructionsOf(view(2, null), EVENTS)).toMatchObject([{ begun: { bundle: 2 }, certificate: null }]);
    const unseen = [event(7, 'destruction_begun', BEGUN, null), event(8, 'destroyed', ENDED, { strange: true })];
    expect(destructionsOf(view(2, ENDED), unseen)).toMatchObject([{ begun: null, certificate: null }]);
  });
});

describe('words for keeping a case', () => {
  it('say what, how much of it, and why', () => {
    expect([partsText(begun.parts), partsText(['evidence'])]).toEqual([
      'the bundle and the evidence read from it',
      'the evidence read from the bundle',
    ]);
    expect(extentText(2, begun.inventory)).toBe('versions 1 to 2: 34 objects, 1.2 MB');
    expect(extentText(1, null)).toBe('version 1: everything that the key had encrypted');
    expect(EVENTS.map(eventText)).toEqual([
      'The destruction of the bundle and the evidence read from it began. The time to keep the bundle was over: 30 days for a case that came out as “withdrawn”, from when it came to rest on Oct 3, 2026 to the end of Nov 2, 2026 (retention/2026.1).',
      'The bundle and the evidence read from it are destroyed; this event is the certificate',
    ]);
    const key = { kind: 'key', key: 'arn:aws:kms:us-east-1:1:key/2', reason: 'The agreement has ended.' };
    const shredded = { ...begun, because: key, inventory: null };
    expect(eventText(event(7, 'destruction_begun', BEGUN, shredded))).toMatch(
      /began\. The key .* destroyed: The agreement has ended\.$/,
    );
    expect(eventText(event(7, 'hold_placed', BEGUN, { reason: 'Litigation' }))).toBe('Legal hold placed: Litigation');
    expect(eventText(event(7, 'hold_lifted', BEGUN, null))).toBe('Hold lifted');
  });

  it('give sizes in steps of a thousand, and never a thousand of one', () => {
    expect([0, 1, 999, 999.6, 1_000, 9_949, 9_960, 999_499, 999_500, 3_400_000, 5e12, 5e16].map(bytesText)).toEqual([
      ...['0 bytes', '1 byte', '999 bytes', '1.0 KB', '1.0 KB', '9.9 KB', '10 KB', '999 KB', '1.0 MB', '3.4 MB'],
      ...['5.0 TB', '50000 TB'],
    ]);
  });
});
