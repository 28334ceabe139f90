import { describe, expect, it } from 'vitest';
import { replay } from '#core/adjudication/case/log.ts';
import { nameIn } from '#core/adjudication/precedents/names.ts';
import { precedentId, precedentOf } from '#core/adjudication/precedents/precedent-of.ts';
import { COORDINATOR, OBJECTION, Play, undecided, VENDOR } from '../case/play.ts';

const GROUND = 'A criterion was misapplied.';
const TEXT = 'NSA-01 asks for the upper bound, not for the mean: a mean below the limit does not meet it.';

/** A case on appeal, with a panel of three. */
function onAppeal(): Play {
  const play = Play.inReview([{ ...undecided(), outcome: 'not_met' }]);
  for (const agency of ['nsa', 'oncd', 'odni'])
    play.determine(4, agency, { kind: 'non_concur', objections: [OBJECTION] });
  play.do(5, VENDOR, { type: 'appeal', ground: GROUND, statement: 'The limit is of another metric.' });
  play.do(5, COORDINATOR, { type: 'appoint_panel', members: PANEL.map((id) => ({ id, agency: 'oncd' })) });
  return play;
}
const PANEL = ['pia', 'pat', 'pol'];

function decide(play: Play, precedent: string | null, result: 'upheld' | 'overturned' = 'upheld') {
  const votes = PANEL.map((member) => ({ member, result, reason: '.' }));
  const overturning = { outcome: 'cleared' as const, setAside: [{ criterion: 'NSA-01', reason: 'Another metric.' }] };
  const more = result === 'overturned' ? overturning : {};
  return play.do(
    6,
    { id: 'pia', role: 'panelist' },
    { type: 'decide_appeal', result, votes, reason: '.', precedent, ...more },
  );
}
function precedentsOf(play: Play) {
  return play.changes.flatMap((change, i) => precedentOf(play.rules, replay(play.changes.slice(0, i)), change) ?? []);
}

describe('a precedent', () => {
  it('says what was decided on which criterion and ground, and on which day; nothing of the case', () => {
    const play = onAppeal();
    expect(decide(play, TEXT, 'overturned')).toEqual(['appeal_decided', 'decided']);
    expect(precedentsOf(play)).toEqual([
      {
        standard: 'us-frontier/2026.1',
        criteria: ['NSA-01'],
        ground: GROUND,
        result: 'overturned',
        text: TEXT,
        on: '2026-03-08',
      },
    ]);
  });

  it('of an appeal that is upheld concerns what stands in the way', () => {
    const play = onAppeal();
    decide(play, TEXT);
    expect(precedentsOf(play)).toMatchObject([{ criteria: ['NSA-01'], result: 'upheld' }]);
  });

  it('is set by no decision without one', () => {
    const play = onAppeal();
    decide(play, null);
    expect(precedentsOf(play)).toEqual([]);
  });

  it.each([
    ['the vendor', 'What ACME filed is enough.', 'acme'],
    ['somebody who judged', 'As nsa 1 said, it is enough.', 'nsa-1'],
    ['a member of the panel', 'Pol dissents.', 'pol'],
  ])('is refused where it names %s', (_, text, name) => {
    expect(decide(onAppeal(), text)).toBe(`A precedent names nobody, and this one names "${name}".`);
  });

  it('has a name that follows from what it says alone', () => {
    const [one, other] = [onAppeal(), onAppeal()];
    decide(one, TEXT);
    decide(other, TEXT);
    const [a, b] = [...precedentsOf(one), ...precedentsOf(other)].map(precedentId);
    expect(a).toBe(b);
    expect(a).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a name in a text', () => {
  it.each([
    ['Aster 1 is meant.', 'acme/aster-1'],
    ['the model acme/aster-1', 'acme/aster-1'],
    ['ＡＣＭＥ filed it', 'acme'],
    ['by larkspur labs, inc.', 'Larkspur Labs'],
  ])('is found in %j, however it is written', (text, name) => {
    expect(nameIn(text, ['nobody', name])).toBe(name);
  });

  it.each([
    ['acmeism', 'acme'],
    ['a model', 'a'],
    ['', ''],
    ['aster 10', 'acme/aster-1'],
  ])('is not in %j where it is part of a word, or none', (text, name) => {
    expect(nameIn(text, [name])).toBeNull();
  });
});
