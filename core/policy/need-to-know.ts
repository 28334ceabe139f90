import { type Audience, mayRead } from '../bundle/audience.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { figuresOnly } from '../evidence/figures-only.ts';
import type { SampleScores } from '../evidence/sample-scores.ts';

/**
 * The evidence of a log as an agency gets it. The joint screening stands for every agency of the case, so that it reads what all of them
 * may read: of a log that is for some agencies alone it gets the figures.
 */
export function evidenceFor(evidence: Evidence, audience: Audience, reader: string): Evidence {
  if (audience.level === 'sealed') return figuresOnly(evidence, 'sealed');
  return mayRead(audience, reader) ? evidence : figuresOnly(evidence, 'restricted');
}

/** The evidence of a log as it may be kept outside the bundle: of a sealed one its figures. */
export function storable(evidence: Evidence, { level }: Audience): Evidence {
  return level === 'sealed' ? figuresOnly(evidence, 'sealed') : evidence;
}

/** The scores of single samples as they may be kept: of a sealed log none, so that it is compared with other runs by its mean. */
export function storableScores(scores: SampleScores, { level }: Audience): SampleScores {
  if (level !== 'sealed') return scores;
  const names = [...scores.scores, ...scores.leftOut].map(({ score }) => score);
  return { samples: [], scores: [], leftOut: names.map((score) => ({ score, why: 'its log is sealed' })) };
}
