import type { DrawnSample, Evidence, Flag, Pointer } from './evidence.ts';

/** What is left of a log where it may not be read. */
export type Withholding =
  /** Nobody reads it: no sample of it can be shown to anyone. */
  | 'sealed'
  /** Others read it: that samples were drawn, and that they have their messages, counts. */
  | 'restricted';

const WHY: Record<Withholding, string> = {
  sealed: 'the log is sealed',
  restricted: 'other agencies alone may read the log',
};

/**
 * Evidence without what the log says beyond its figures. What stays: the names of task, model, tool, scores and metrics, counts, claims and
 * recomputed figures with their intervals, which flags there are and how many, and the digest of the log. What goes: places inside the log, ids
 * of samples, names of other models, texts of flags.
 *
 * A criterion that reads figures and flags comes out the same. One that needs samples for people to read finds none in a sealed log, and is
 * inconclusive. Done twice, it changes nothing more.
 */
export function figuresOnly(evidence: Evidence, withholding: Withholding): Evidence {
  const { claims, recomputed, drawn, flags, modelRoles, answeredBy: _, ...kept } = evidence;
  return {
    ...kept,
    modelRoles: Object.fromEntries(Object.keys(modelRoles).map((role) => [role, ''])),
    claims: claims.map((claim) => ({ ...claim, pointer: fileOf(claim.pointer) })),
    recomputed: recomputed.map(({ why, ...figure }) => ({
      ...figure,
      ...(why !== undefined && { why: `not told, since ${WHY[withholding]}` }),
      pointer: fileOf(figure.pointer),
    })),
    ...(drawn !== undefined && withholding === 'restricted' && { drawn: drawn.map(unnamed) }),
    flags: flags.map((flag) => withoutText(flag, withholding)),
  };
}

const fileOf = ({ file }: Pointer): Pointer => ({ file });

const unnamed = ({ epoch, transcript, pointer }: DrawnSample, index: number): DrawnSample => ({
  id: `(${index + 1})`,
  epoch,
  transcript,
  pointer: fileOf(pointer),
});

function withoutText({ id, count, pointer }: Flag, withholding: Withholding): Flag {
  const times = count === undefined ? '' : `, ${count} times`;
  return {
    id,
    ...(count !== undefined && { count }),
    message: `${id}${times}; more is not told, since ${WHY[withholding]}.`,
    pointer: fileOf(pointer),
  };
}
