import { randomUUID } from 'node:crypto';
import type { Profile } from '../../local/state/profile.ts';
import { peopleOf } from '../e2e/support/people.ts';
import { AGENCIES, FEDERAL } from '../e2e/support/referred-case.ts';

/** How often somebody tries again what failed on the other side. */
const TRIES = 12;

/**
 * Everybody concurs, two people of each agency, and tries again what fails: with the same id, as the console and the command line do.
 * @returns what was never taken; none where all went through
 */
export async function determineAll(profile: Profile, caseId: string): Promise<string[]> {
  const as = peopleOf(profile);
  const lost: string[] = [];
  for (const agency of AGENCIES) {
    const prepared = await insist((id) =>
      as(`${agency}-reviewer-1`).does(
        caseId,
        FEDERAL,
        { type: 'determine', determination: { kind: 'concur' } },
        { id },
      ),
    );
    const n = await determinationOf(agency);
    const signed =
      n === null
        ? 'there is nothing to sign'
        : await insist((id) => as(`${agency}-reviewer-2`).does(caseId, FEDERAL, { type: 'sign', n }, { id }));
    if (typeof prepared === 'string') lost.push(`${agency} determines: ${prepared}`);
    if (typeof signed === 'string') lost.push(`${agency} signs: ${signed}`);
  }
  return lost;

  /** The number of the determination that an agency prepared. */
  async function determinationOf(agency: string): Promise<number | null> {
    for (let tried = 1; tried <= TRIES; tried += 1) {
      const said = await as(`${agency}-reviewer-2`).view(caseId);
      if (!('answer' in said)) continue;
      const found = said.answer.procedures.find(({ standard }) => standard === FEDERAL);
      return found?.determinations.findLast((one) => one.agency === agency)?.n ?? null;
    }
    return null;
  }
}

/** What an act led to; a text where it never went through. */
async function insist(act: (id: string) => Promise<string[] | string>): Promise<string[] | string> {
  const id = randomUUID();
  let said: string[] | string = '';
  for (let tried = 1; tried <= TRIES; tried += 1) {
    said = await act(id);
    if (typeof said !== 'string') return said;
  }
  return said;
}
