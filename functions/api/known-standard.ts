import { ApiFault } from './api-fault.ts';

/** The standard that a public route is asked for. @throws ApiFault 400 without one, 404 for one that there is not */
export function knownStandard(asked: string | undefined, standards: readonly string[]): string {
  const all = standards.join(', ');
  if (asked === undefined)
    throw new ApiFault(400, 'standard-missing', `Name a standard with "?standard="; there are ${all}.`);
  if (!standards.includes(asked))
    throw new ApiFault(404, 'standard-unknown', `There is no standard "${asked}"; there are ${all}.`);
  return asked;
}
