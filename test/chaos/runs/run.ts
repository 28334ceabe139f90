import type { Bundle } from '../bundles.ts';
import type { Expected } from '../invariants.ts';
import type { Report } from './report.ts';

export interface RunOptions {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** A folder of its own. */
  readonly folder: string;
  readonly bundles: readonly Bundle[];
  readonly expected: Expected;
  readonly seed: number;
  /** Share of the passages at which something goes wrong, 0 to 1. */
  readonly rate: number;
  /** How often each bundle is uploaded. */
  readonly copies: number;
}

/** Has bundles reviewed while something fails, and says what came of it. */
export type Run = (options: RunOptions) => Promise<Report>;

/** Each bundle as often as it is to be uploaded. */
export const given = ({ bundles, copies }: RunOptions): Bundle[] =>
  Array.from({ length: copies }, () => bundles).flat();
