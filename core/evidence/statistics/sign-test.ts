/**
 * Two-sided exact sign test over pairs that differ: the probability, were either direction as likely, of a split at least as
 * uneven, min(1, 2 P(X <= min(higher, lower))) for X ~ Binomial(higher + lower, 1/2). For values that are 0 or 1 this is McNemar's exact test.
 * Source: Q. McNemar, Psychometrika 12 (1947) 153-157, with the binomial in place of chi squared.
 * @throws RangeError where the counts are not whole and at least 0.
 */
export function signTest(higher: number, lower: number): number {
  if (!(Number.isInteger(higher) && Number.isInteger(lower) && higher >= 0 && lower >= 0))
    throw new RangeError(`whole counts of at least 0 were expected, not ${higher} and ${lower}`);
  const n = higher + lower;
  // In logarithms from the largest term down: the first terms of a large n are below the smallest double.
  const fewer = Math.min(higher, lower);
  let logTerm = logChoose(n, fewer) - n * Math.LN2;
  let total = 0;
  for (let k = fewer; k >= 0; k -= 1) {
    const term = Math.exp(logTerm);
    total += term;
    if (term < total * Number.EPSILON) break;
    logTerm += Math.log(k / (n - k + 1));
  }
  return Math.min(1, 2 * total);
}

function logChoose(n: number, k: number): number {
  let log = 0;
  for (let i = 1; i <= k; i += 1) log += Math.log((n - k + i) / i);
  return log;
}
