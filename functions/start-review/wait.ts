/** A review takes seconds: the first look again is as soon, and the last ones do not wait for much longer than they would have to. */
const FIRST_S = 2;
const LONGEST_S = 20;

/**
 * Seconds until a review looks for a turn again: twice as many each time, and a random share of them, so that those who came at once do
 * not look at once again.
 * @param looks how often it has looked, 1 and more
 * @param random in [0, 1)
 */
export function waitAfter(looks: number, random: number): number {
  const longest = Math.min(LONGEST_S, FIRST_S * 2 ** Math.min(looks - 1, 10));
  return Math.ceil(longest / 2 + (random * longest) / 2);
}
