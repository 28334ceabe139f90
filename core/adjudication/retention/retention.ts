import * as z from 'zod';
import { KeptPart } from './rules.ts';

const act = z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() });

/** A legal hold: while it is on, nothing of the case is destroyed. */
export const Hold = z.object({ placed: act, lifted: act.nullable() });
export type Hold = z.infer<typeof Hold>;

/** An event of the log of the case. */
const recorded = z.object({ seq: z.int().nonnegative(), hash: z.string(), at: z.iso.datetime() });

const Destruction = z.object({
  parts: z.array(KeptPart).min(1),
  bundle: z.int().positive().describe('Versions of the bundle up to this one'),
  by: z.enum(['term', 'key']),
  begun: recorded,
  ended: recorded.nullable().describe('Its certificate; null while it is under way'),
});
export type Destruction = z.infer<typeof Destruction>;

/** What was said and done about keeping a case, oldest first. */
export const Retention = z.object({ holds: z.array(Hold), destructions: z.array(Destruction) });
export type Retention = z.infer<typeof Retention>;

export const KEPT: Retention = { holds: [], destructions: [] };

/** The hold that is on; null where none is. */
export function holdOn({ holds }: Retention): Hold | null {
  const last = holds.at(-1);
  return last?.lifted === null ? last : null;
}

/** The destruction that has begun and is not over; null where none is. */
export const underWay = ({ destructions }: Retention): Destruction | null =>
  destructions.find(({ ended }) => ended === null) ?? null;

/** The destruction of a part of a version of the bundle, also while it is under way; null where it is kept. */
export function destructionOf({ destructions }: Retention, part: KeptPart, bundle: number): Destruction | null {
  return destructions.find((one) => one.parts.includes(part) && bundle <= one.bundle) ?? null;
}

/** The parts of a version of the bundle that were destroyed, or are being destroyed. */
export const partsGone = (retention: Retention, bundle: number): KeptPart[] =>
  KeptPart.options.filter((part) => destructionOf(retention, part, bundle) !== null);

/** The parts of a version of the bundle that are kept. */
export const partsKept = (retention: Retention, bundle: number): KeptPart[] =>
  KeptPart.options.filter((part) => destructionOf(retention, part, bundle) === null);
