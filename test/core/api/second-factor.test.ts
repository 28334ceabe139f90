import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BY_POOL, proofRefusal, RECENT_MINUTES } from '#core/api/second-factor.ts';

const NOW = 1_780_000_000;
const HOUR = RECENT_MINUTES * 60;

describe('proof of a second factor', () => {
  it.each([
    ['asked for by the pool, just now', BY_POOL, NOW, null],
    ['asked for by the pool, at the end of the time', BY_POOL, NOW - HOUR, null],
    ['asked for by the pool, too long ago', BY_POOL, NOW - HOUR - 1, 'sign-in-old'],
    ['by a clock that is far ahead', BY_POOL, NOW + 120, 'sign-in-old'],
    ['asked for by a provider, at this sign-in', String(NOW - 30), NOW - 28, null],
    ['asked for by a provider, at another sign-in', String(NOW - 600), NOW, 'second-factor-missing'],
    ['not asked for', 'none', NOW, 'second-factor-missing'],
    ['not spoken of', undefined, NOW, 'second-factor-missing'],
    ['at a time that is not told', BY_POOL, undefined, 'second-factor-missing'],
    ['at a time that is none', BY_POOL, Number.NaN, 'second-factor-missing'],
    ['in other words', 'true', NOW, 'second-factor-missing'],
  ])('%s', (_, secondFactor, authTime, code) => {
    expect(proofRefusal({ secondFactor, authTime }, NOW)?.code ?? null).toBe(code);
  });

  it('is given by nothing but what says so, for a sign-in within the time', () => {
    const claim = fc.oneof(fc.string(), fc.constant(BY_POOL), fc.integer({ min: -NOW, max: 2 * NOW }).map(String));
    const time = fc.oneof(fc.integer({ min: NOW - 10 * HOUR, max: NOW + HOUR }), fc.double());
    fc.assert(
      fc.property(fc.option(claim), fc.option(time), (secondFactor, authTime) => {
        const proof = { secondFactor: secondFactor ?? undefined, authTime: authTime ?? undefined };
        if (proofRefusal(proof, NOW) !== null) return;
        expect(secondFactor === BY_POOL || Math.abs(Number(secondFactor) - (authTime ?? 0)) <= 120).toBe(true);
        expect(NOW - (authTime ?? 0)).toBeLessThanOrEqual(HOUR);
      }),
      { numRuns: 2_000 },
    );
  });
});
