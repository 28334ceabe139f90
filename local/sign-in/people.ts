import { vendorOfClient } from './vendors.ts';

/** Somebody who can sign in on this machine. */
export interface Person {
  /** Also their user name, and the `sub` of their tokens. */
  readonly id: string;
  readonly label: string;
  readonly groups: readonly string[];
}

/** Those who can sign in. */
export interface People {
  /** Whom the sign-in page lists, under headings. */
  readonly sections: readonly { readonly heading: string; readonly people: readonly Person[] }[];
  find(id: string): Person | null;
}

/** How many there are of those of whom a case needs more than one: two pairs of eyes, and a panel. */
const HEADCOUNT: Readonly<Record<string, number>> = { reviewer: 2, panelist: 5 };

const NEWCOMER: Person = { id: 'newcomer', label: 'Somebody whom nobody has given a role', groups: [] };

/**
 * Sample people for every group of the template: `nsa-reviewer-1`, `nsa-reviewer-2`, `nsa-principal`, `coordinator`, `panelist-1` to
 * `panelist-5`, ..., a `newcomer` in no group, and for any vendor `vendor-<id>` and `company-<id>`, whether or not the template has groups for it.
 */
export function peopleOf(groups: readonly string[]): People {
  const of = (prefix: string) => groups.filter((group) => group.startsWith(prefix));
  const agencies = [...new Set(of('agency.').map((group) => group.split('.')[1] ?? ''))];
  const others = groups.filter((group) => !group.includes('.'));
  const sections = [
    ...agencies.map((agency) => ({ heading: `Agency ${agency}`, people: of(`agency.${agency}.`).flatMap(peopleIn) })),
    { heading: 'Vendors', people: of('vendor.').flatMap(peopleIn) },
    { heading: 'Companies', people: of('company.').flatMap(peopleIn) },
    { heading: 'Others', people: [...others.flatMap(peopleIn), NEWCOMER] },
  ];
  const byId = new Map(sections.flatMap(({ people }) => people).map((person) => [person.id, person]));
  return {
    sections,
    find(id) {
      const vendor = vendorOfClient(id);
      const company = /^company-(.+)$/.exec(id)?.[1];
      const group = vendor !== null ? `vendor.${vendor}` : company === undefined ? null : `company.${company}`;
      return byId.get(id) ?? (group === null ? null : (peopleIn(group)[0] ?? null));
    },
  };
}

function peopleIn(group: string): Person[] {
  const [kind = '', ...rest] = group.split('.');
  const agency = kind === 'agency' ? rest[0] : undefined;
  const role = agency === undefined ? kind : (rest[1] ?? '');
  const stem = agency === undefined ? group.replace('.', '-') : `${agency}-${role}`;
  const organisation = rest.join('.');
  const who =
    role === 'vendor'
      ? `Somebody of ${organisation}`
      : role === 'company' && organisation !== ''
        ? `The vote of ${organisation}`
        : sentence(role);
  const count = HEADCOUNT[role] ?? 1;
  return Array.from({ length: count }, (_, i) => {
    const number = count === 1 ? '' : String(i + 1);
    return { id: [stem, number].filter(Boolean).join('-'), label: `${who} ${number}`.trim(), groups: [group] };
  });
}

const sentence = (role: string) => `${role.charAt(0).toUpperCase()}${role.slice(1).replaceAll('-', ' ')}`;
