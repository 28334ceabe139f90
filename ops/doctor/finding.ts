import type { Deployment } from '../deployment.ts';

/** What a look at one thing came to. `unknown` where it could not be looked at: that is no good news either. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'wrong' | 'unknown' | 'not-here';
  readonly found: string;
  /** What to do; null where nothing is to be done. */
  readonly cure: string | null;
}

/** One thing that is looked at. It gives what is wrong, each with its cure; none where all is well. */
export interface Check {
  readonly name: string;
  /** Whether a local run has what it takes to look. */
  readonly onLocalRun: boolean;
  look(deployment: Deployment, now: Date): Promise<Looked>;
}

export interface Looked {
  /** What was seen, in a few words. */
  readonly seen: string;
  readonly wrong: readonly { readonly found: string; readonly cure: string }[];
}
