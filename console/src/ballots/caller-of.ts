import type { Caller } from '#core/api/people.ts';
import type { Person } from '../session/session.ts';

/** Who has signed in, as the rules of ballots know a caller. */
export const callerOf = ({ name, roles }: Person): Caller => ({ kind: 'person', id: name, name, roles });
