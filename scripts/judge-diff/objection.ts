import { createHash } from 'node:crypto';

/** A change of a template that a person has to accept before it is deployed. */
export interface Objection {
  /** Data or its keys may be lost; a guard of them is taken away; somebody may do more than before. */
  readonly kind: 'destroys' | 'unguards' | 'widens';
  readonly stack: string;
  /** Logical id of the resource. */
  readonly resource: string;
  readonly what: string;
}

/**
 * A name for exactly these objections: who accepts it accepts nothing that comes later. `accepts-` and 12 digits of a SHA-256, which
 * fits a label of a pull request.
 */
export function acceptanceOf(objections: readonly Objection[]): string {
  const lines = objections.map(({ kind, stack, resource, what }) => JSON.stringify([kind, stack, resource, what]));
  return `accepts-${createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 12)}`;
}
