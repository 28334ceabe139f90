import { createHash } from 'node:crypto';

/** By what a person goes in one case, for all who are not to know the name. @param salt of the case, which never leaves the table */
export const pseudonymOf = (salt: string, person: string): string =>
  createHash('sha256').update(`${salt}\n${person}`).digest('hex').slice(0, 16);
