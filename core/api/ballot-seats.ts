import type { Seat } from '../adjudication/standards/ballot-commands.ts';
import { type Caller, groupOf, type PersonRole, type Refusal, rolesOfCaller } from './people.ts';

/** For whom a role votes in a ballot: a principal for the agency, somebody of a company for the company. */
function seatOf(role: PersonRole): Seat[] {
  if (role.role === 'principal') return [{ seat: 'official', organisation: role.agency }];
  return role.role === 'company' && role.organisation !== undefined
    ? [{ seat: 'company', organisation: role.organisation }]
    : [];
}

/** The seats that a caller may take. Programs take none: people vote. */
export function seatsOf(caller: Caller): Seat[] {
  return caller.kind === 'person' ? caller.roles.flatMap(seatOf) : [];
}

/** The seat for which a caller votes: the one of the role named, otherwise the only one. */
export function seatFor(caller: Caller, as?: string): Seat | Refusal {
  const roles = rolesOfCaller(caller).filter(
    (role) => seatsOf(caller).length > 0 && seatOf(role).length > 0 && (as === undefined || groupOf(role) === as),
  );
  const [seat, ...others] = roles.flatMap(seatOf);
  if (seat === undefined)
    return {
      refused: `Principals vote for their agency and people of the group company.<organisation> for their company; you are ${rolesOfCaller(caller).map(groupOf).join(', ')}.`,
    };
  if (others.length > 0)
    return { refused: `You may vote as ${roles.map(groupOf).join(' or ')}: name the role in which you act.` };
  return seat;
}

export function mayEdit(caller: Caller): boolean {
  return rolesOfCaller(caller).some(({ role }) => role === 'standards_editor');
}
