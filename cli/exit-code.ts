import type { Verdict, VerdictOutcome } from '#core/adjudication/verdict.ts';

/** The exit codes that scripts may rely on. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  returned: 3,
  notCleared: 4,
  undecided: 5,
  refused: 6,
  unverified: 7,
  unwell: 8,
} as const;

const BY_OUTCOME: Record<VerdictOutcome, number> = {
  cleared: EXIT.ok,
  cleared_with_conditions: EXIT.ok,
  returned: EXIT.returned,
  not_cleared: EXIT.notCleared,
  withdrawn: EXIT.notCleared,
  lapsed: EXIT.notCleared,
  referred: EXIT.undecided,
  staged_access: EXIT.undecided,
};

/** Exit code of a command that ends with a verdict. */
export function exitCodeOf(outcome: VerdictOutcome): number {
  return BY_OUTCOME[outcome];
}

const RESTRICTIVE_FIRST: readonly number[] = [EXIT.notCleared, EXIT.returned, EXIT.undecided, EXIT.ok];

/**
 * Exit code of a command that ends with verdicts under several standards: that of the most restrictive, so that a script which
 * releases on 0 releases only what every standard clears.
 */
export function exitCodeOfAll(judged: readonly { verdict: Verdict }[]): number {
  const codes = judged.map(({ verdict }) => exitCodeOf(verdict.outcome));
  return RESTRICTIVE_FIRST.find((code) => codes.includes(code)) ?? EXIT.internal;
}
