/**
 * One-sided exact upper bound on a rate where none of `n` trials succeeded: 1 - (1 - level)^(1/n).
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413, at zero successes; its well-known
 * approximation 3/n is J. A. Hanley and A. Lippman-Hand, JAMA 249 (1983) 1743-1745.
 * @throws RangeError where n is below 1.
 */
export function zeroSuccessBound(n: number, level = 0.95): number {
  if (!(n >= 1)) throw new RangeError(`at least one trial was expected, not ${n}`);
  return -Math.expm1(Math.log1p(-level) / n);
}

/** P(X <= successes) for X ~ Binomial(n, rate). */
export function binomialTail(successes: number, n: number, rate: number): number {
  let logTerm = n * Math.log1p(-rate);
  const odds = Math.log(rate) - Math.log1p(-rate);
  let total = Math.exp(logTerm);
  for (let k = 1; k <= successes; k += 1) {
    logTerm += Math.log((n - k + 1) / k) + odds;
    total += Math.exp(logTerm);
  }
  return total;
}
