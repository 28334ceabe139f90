/** What a run under faults came to. */
export interface Report {
  readonly run: string;
  readonly seed: number;
  readonly uploads: number;
  /** How many faults of each kind were injected. */
  readonly injected: ReadonlyMap<string, number>;
  /** How many verdicts were those of a run without faults, and how many others; none of those cleared. */
  readonly same: number;
  readonly others: number;
  /** Cases that had no verdict while faults lasted, and an alarm that told of it; all have one after the cure. */
  readonly alarmed: number;
  /** What does not hold, in words. */
  readonly violations: readonly string[];
}

/** How many faults were injected. */
export const totalOf = ({ injected }: Report): number => [...injected.values()].reduce((sum, count) => sum + count, 0);

/** A report in one line, its violations below. */
export function lineOf(report: Report): string {
  const { run, seed, uploads, injected, same, others, alarmed, violations } = report;
  const faults = [...injected].map(([kind, count]) => `${kind} ${count}`).sort();
  const head = `${run} seed ${seed}: ${uploads} uploads, ${totalOf(report)} faults (${faults.join(', ')}); ${same} verdicts as without faults, ${others} others that do not clear, ${alarmed} waited behind an alarm`;
  return [head, ...violations.map((violation) => `  VIOLATION ${violation}`)].join('\n');
}
