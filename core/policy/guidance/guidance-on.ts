import type { Review } from '../../review.ts';
import type { Pack } from '../pack.ts';
import { type Guidance, guide } from './guidance.ts';

/** What the vendor of a bundle has to do, under each of these standards. */
export function guidanceOn(
  { index, evaluations }: Pick<Review, 'index' | 'evaluations'>,
  packs: readonly Pack[],
): ({ standard: string } & Guidance)[] {
  const { manifest, digest, problems } = index;
  return packs.map((pack) => ({
    standard: `${pack.id}/${pack.version}`,
    ...guide(pack, { manifest, digest, problems, evaluations }),
  }));
}
