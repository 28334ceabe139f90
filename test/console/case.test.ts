import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '#core/adjudication/case/parts.ts';
import type { Finding } from '#core/policy/finding.ts';
import type { PublishedFigure } from '#core/policy/references/published-figure.ts';
import { actorOf, eventText, type LoggedEvent } from '../../console/src/case/event-words.ts';
import { figureText, marksOf, scaleOf } from '../../console/src/case/figure-chart.tsx';
import { filtered, findingKey, groupOf, rowsOf } from '../../console/src/case/finding-order.ts';
import { publishedFor } from '../../console/src/case/published.tsx';
import { daysLeftText, dayText, instantText, zoneText } from '../../console/src/components/dates.tsx';
import { count, sentence } from '../../console/src/components/words.ts';
import { roleText } from '../../console/src/pages/home.tsx';

const finding = (change: Partial<Finding> = {}): Finding => ({
  criterion: 'NSA-01',
  title: 'Capture the flag',
  agency: 'nsa',
  kind: 'safeguard',
  severity: 'major',
  outcome: 'not_met',
  missing: false,
  returns: false,
  threshold: {},
  required: 'Less than half.',
  found: '61 %',
  reason: 'It is more.',
  source: { mark: 'proposal', text: 'This project' },
  evidence: [],
  ...change,
});
const point = (change: Partial<Point> = {}): Point => ({
  criterion: 'NSA-01',
  evaluation: null,
  agency: 'nsa',
  severity: 'major',
  outcome: 'not_met',
  origin: 'check',
  ...change,
});

describe('the list of findings', () => {
  it.each([
    ['what bars every clearance', finding({ severity: 'blocker' }), [point({ severity: 'blocker' })], 'blocks'],
    ['a blocker that is undecided', finding(), [point({ severity: 'blocker', outcome: 'inconclusive' })], 'open'],
    ['a major point', finding(), [point()], 'open'],
    ['a point on another run', finding({ evaluation: 'a' }), [point({ evaluation: 'b' })], 'minor'],
    ['a capability', finding({ kind: 'capability' }), [], 'tier'],
    ['what is met', finding({ outcome: 'met' }), [point()], 'met'],
    ['what returns the submission', finding({ returns: true }), [point()], 'returns'],
    ['what would return it, and is there', finding({ returns: true, outcome: 'inconclusive' }), [point()], 'open'],
  ] as const)('has %s where it belongs', (_, one, points, group) => {
    expect(groupOf(one, points, false)).toBe(group);
  });

  it('does not say of a returned submission that what was not weighed blocks nothing', () => {
    expect(groupOf(finding({ severity: 'blocker' }), [], true)).toBe('unjudged');
    expect(groupOf(finding({ severity: 'minor' }), [], true)).toBe('minor');
  });

  it('has the heaviest group first, each with its number, and every finding once', () => {
    const all = [finding({ outcome: 'met', criterion: 'A' }), finding({ criterion: 'B' }), finding({ criterion: 'C' })];
    const rows = rowsOf(all, [point({ criterion: 'C', severity: 'blocker' })]);
    expect(rows.map((row) => (row.kind === 'group' ? `${row.id} ${row.count}` : row.finding.criterion))).toEqual([
      'blocks 1',
      'C',
      'minor 1',
      'B',
      'met 1',
      'A',
    ]);
  });

  it('is searched by every word, in any order, and filtered by agency and outcome', () => {
    const all = [
      finding(),
      finding({ criterion: 'ONC-02', agency: 'oncd', title: 'Long flags', found: '12 %', outcome: 'met' }),
    ];
    const found = (filter: Partial<Parameters<typeof filtered>[1]>) =>
      filtered(all, { search: '', agency: '', open: false, ...filter }).map(findingKey);
    expect(found({ search: ' FLAG 61' })).toEqual(['NSA-01']);
    expect(found({ search: 'flag' })).toEqual(['NSA-01', 'ONC-02']);
    expect(found({ agency: 'oncd' })).toEqual(['ONC-02']);
    expect(found({ open: true })).toEqual(['NSA-01']);
    expect(findingKey({ criterion: 'VAL-01', evaluation: 'cybench' })).toBe('VAL-01~cybench');
  });
});

describe('figures', () => {
  it('are shares or points of a hundred, by what is on the scale', () => {
    const figure = { score: 's', metric: 'm', mean: 0.713, stderr: null, n: 300, interval: null, claimed: null };
    expect([scaleOf(figure), figureText(0.713, 1)]).toEqual([1, '71.3%']);
    expect([scaleOf({ ...figure, claimed: 71.3 }), figureText(71.3, 100)]).toEqual([100, '71.3']);
  });

  it('stand against limits, chance and what people do, whose texts do not lie on one another', () => {
    expect(marksOf({ reached: 0.35, chance: 0.25, expert: 0.221, samples: 100 }, 1)).toEqual([
      { kind: 'reference', value: 0.221, text: 'human experts 22.1%', row: 0, anchor: 'middle' },
      { kind: 'reference', value: 0.25, text: 'chance 25.0%', row: 1, anchor: 'middle' },
      { kind: 'limit', value: 0.35, text: 'limit 35.0%', row: 2, anchor: 'middle' },
    ]);
  });

  it('have texts that lie neither on one another nor outside the drawing, on a phone too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string({ maxLength: 40 }), value: fc.double({ min: 0, max: 1, noNaN: true }) })),
        fc.constantFrom(320, 560),
        (references, width) => {
          const marks = marksOf({ one: 0.3, two: 0.31 }, 1, references, [], width).map(
            ({ text, value, row, anchor }) => {
              const [at, length] = [16 + value * (width - 32), text.length * 6.4];
              const from = anchor === 'start' ? at : anchor === 'end' ? at - length : at - length / 2;
              return { row, from, to: from + length };
            },
          );
          for (const [i, one] of marks.entries()) {
            expect(one.from >= 0 && one.to <= width).toBe(true);
            for (const other of marks.slice(i + 1))
              expect(one.row !== other.row || one.to < other.from || other.to < one.from).toBe(true);
          }
        },
      ),
    );
    expect(marksOf({ one: 0.3, two: 0.5 }, 1).map(({ text }) => text)).toEqual(['one 30.0%', 'two 50.0%']);
  });

  it('stand beside reference models and people, each with a name that fits', () => {
    const references = [
      { name: `maker/${'m'.repeat(40)}`, value: 0.9 },
      { name: 'people, as declared', value: 0.5 },
      { name: 'off the scale', value: 61 },
    ];
    expect(marksOf({ reached: 0.1 }, 1, references)).toEqual([
      { kind: 'limit', value: 0.1, text: 'limit 10.0%', row: 0, anchor: 'middle' },
      { kind: 'model', value: 0.5, text: 'people, as declared 50.0%', row: 0, anchor: 'middle' },
      { kind: 'model', value: 0.9, text: `maker/${'m'.repeat(21)}… 90.0%`, row: 1, anchor: 'end' },
    ]);
  });
});

describe('published figures', () => {
  const published = (change: Partial<PublishedFigure> = {}): PublishedFigure => ({
    ...{ benchmark: 'FORTRESS', tasks: ['fortress*'], criteria: [{ pack: 'a/2026.1', criterion: 'ONC-03' }] },
    ...{ model: 'DeepSeek-R1', value: 78.05, unit: 'percent', accessed: '2026-11-26' },
    source: { text: 'A paper', url: 'https://example.org' },
    ...change,
  });
  const figure = { score: 's', metric: 'm', mean: 0.7, stderr: null, n: 300, interval: null, claimed: null };
  const citation = { evaluation: 'run', pointer: { file: 'a' }, figure };
  const tasks = [{ evaluation: 'run', names: ['fortress_adversarial'] }];

  it('stand beside figures of their criterion, or of one that it decides, on their benchmark alone', () => {
    const all = [
      published(),
      published({ tasks: ['cybench'] }),
      published({ criteria: [{ pack: 'a/2026.2', criterion: 'ONC-03' }] }),
    ];
    const found = (criterion: string, change: Partial<Parameters<typeof publishedFor>[0]> = {}, names = tasks) =>
      publishedFor({ criterion, ...change }, citation, 'a/2026.1', names, all);
    expect(found('ONC-03')).toEqual([all[0]]);
    expect(found('UKS-02', { equivalent: { pack: 'a/2026.1', criterion: 'ONC-03' } })).toEqual([all[0]]);
    expect(found('ONC-04')).toEqual([]);
    expect(found('ONC-03', {}, [])).toEqual([]);
    expect(publishedFor({ criterion: 'ONC-03' }, { pointer: { file: 'a' } }, 'a/2026.1', tasks, all)).toEqual([]);
  });

  it('are on the scale of the chart, under the name of the model or of what they are', () => {
    const unnamed = published({ model: null, which: 'lowest', value: 0.073, unit: 'fraction', benchmark: 'AgentDojo' });
    expect(marksOf({}, 1, [], [published(), unnamed])).toEqual([
      { kind: 'published', value: 0.073, text: 'AgentDojo, lowest 7.3%', row: 0, anchor: 'start' },
      { kind: 'published', value: 0.7805, text: 'DeepSeek-R1 78.0%', row: 0, anchor: 'middle' },
    ]);
    expect(marksOf({}, 100, [], [published()])).toMatchObject([{ value: 78.05, text: 'DeepSeek-R1 78.05' }]);
  });
});

describe('words for what happened', () => {
  const event = (type: LoggedEvent['type'], data: LoggedEvent['data']): LoggedEvent => ({
    caseId: `case-${'0'.repeat(40)}`,
    seq: 1,
    type,
    at: '2026-11-26T13:00:00.000Z',
    data,
    previous: null,
    hash: 'sha256:0',
    standard: null,
  });

  it('say who did what, and keep to the type where the content is not for the reader, or is of no kind that is known', () => {
    expect(eventText(event('signed', { agency: 'nsa', n: 2 }))).toBe('nsa signed its determination 2');
    expect(eventText(event('signed', null))).toBe('Signed');
    const opened = { grant: 1, who: 'p', reason: 'Read eval_log.', minutes: 15, until: '2026-03-02T18:00:00.000Z' };
    expect(eventText(event('emergency_access_opened', opened))).toMatch(/^Emergency access 1 .*: Read eval_log\.$/);
    expect(eventText(event('condition_met', { strange: true }))).toBe('Condition met');
    const acted = { standard: 'us-frontier/2026.1', actor: { id: 'pat', role: 'reviewer' } };
    expect(actorOf(event('signed', acted))).toEqual({ who: 'pat', standard: 'us-frontier/2026.1' });
    expect(actorOf(event('opened', { actor: { id: 'clock', role: 'system' } }))).toEqual({ who: null, standard: null });
    expect(actorOf(event('signed', null))).toEqual({ who: null, standard: null });
  });
});

describe('dates', () => {
  it('are the same day everywhere, and instants name their time zone', () => {
    expect(dayText('2026-12-31')).toBe('Dec 31, 2026');
    expect(instantText('2026-12-31T23:30:00Z')).toMatch(/^(Dec 31, 2026|Jan 1, 2027), \d\d:30 \S+/);
    expect(zoneText('America/New_York')).toBe('New York');
  });

  it('say how far they are', () => {
    expect(
      ['2026-11-26', '2026-11-27', '2026-12-06', '2026-11-24'].map((due) => daysLeftText('2026-11-26', due)),
    ).toEqual(['today', '1 day left', '10 days left', '2 days late']);
    expect([count(1, 'case'), count(2, 'case'), sentence('not_met')]).toEqual(['1 case', '2 cases', 'Not met']);
  });
});

it('says whose company somebody is of where that has a vote', () => {
  expect(roleText({ role: 'company', organisation: 'acme' })).toBe('company acme');
  expect([roleText({ role: 'company' }), roleText({ role: 'reviewer', agency: 'nsa' })]).toEqual([
    'company',
    'reviewer of nsa',
  ]);
});
