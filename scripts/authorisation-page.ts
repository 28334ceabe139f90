import type { Grant } from '#core/adjudication/break-glass/grant.ts';
import { PERMISSIONS, type Permission } from '#core/adjudication/case/permissions.ts';
import { mayReadLedger } from '#core/api/accesses.ts';
import { ROUTES } from '#core/api/authorisation.ts';
import { mayReadFile } from '#core/api/may-read-file.ts';
import { type Caller, groupOf, type PersonRole } from '#core/api/people.ts';
import { RECENT_MINUTES } from '#core/api/second-factor.ts';
import { sightAt } from '#core/api/sight.ts';
import type { Audience } from '#core/bundle/audience.ts';

/** A case of acme under one standard with three agencies, of which `nsa` needs the file in question; paula is on its panel. */
const CASE = {
  vendor: 'acme',
  standards: [{ name: 'us-frontier/2026.1', agencies: ['nsa', 'odni', 'oncd'], panel: ['paula'] }],
};
const OPENED = '2026-03-02T17:00:00.000Z';
const GRANT: Grant = {
  ...{ n: 1, person: 'paula', who: 'p', reason: 'r', openedAt: OPENED, until: '2026-03-02T18:00:00.000Z' },
  ...{ ended: null, owed: [], reviews: [] },
};

interface Reader {
  readonly who: string;
  readonly role: PersonRole;
  /** Emergency accesses of theirs that are open. */
  readonly grants?: readonly Grant[];
}
const PEOPLE: readonly Reader[] = [
  { who: 'the vendor', role: { role: 'vendor', vendor: 'acme' } },
  { who: 'another vendor', role: { role: 'vendor', vendor: 'rival' } },
  { who: 'reviewer of an agency that needs it', role: { role: 'reviewer', agency: 'nsa' } },
  { who: 'principal of an agency that needs it', role: { role: 'principal', agency: 'nsa' } },
  { who: 'reviewer of another agency of the standard', role: { role: 'reviewer', agency: 'oncd' } },
  { who: 'reviewer of an agency that has no part', role: { role: 'reviewer', agency: 'cisa' } },
  { who: 'panelist of the case', role: { role: 'panelist' } },
  { who: 'coordinator', role: { role: 'coordinator' } },
  { who: 'auditor', role: { role: 'auditor' } },
  { who: 'member company', role: { role: 'company' } },
  { who: 'editor of standards', role: { role: 'standards_editor' } },
  { who: 'who may open an emergency access', role: { role: 'break_glass' } },
  { who: 'the same, while one is open', role: { role: 'break_glass' }, grants: [GRANT] },
];
const FILES: readonly { readonly name: string; readonly audience: Audience }[] = [
  { name: '`public`', audience: { level: 'public', agencies: null } },
  { name: '`summary`', audience: { level: 'summary', agencies: null } },
  { name: '`agency`', audience: { level: 'agency', agencies: null } },
  { name: '`agency`, for nsa', audience: { level: 'agency', agencies: new Set(['nsa']) } },
  { name: '`agency`, for odni', audience: { level: 'agency', agencies: new Set(['odni']) } },
  { name: '`sealed`', audience: { level: 'sealed', agencies: null } },
];

/** `docs/authorisation.md`: who may do and see what, worked out by the functions that decide it. */
export function authorisationPage(): string {
  return `# Who may do and see what

Made by \`npm run authorisation\` from the code that decides it; a test fails where it is not current. Who somebody is, the sign-in says
(\`infra/constructs/identity.ts\`); what they are, the groups in their token ([roles](#roles)). Everything that is not in a table here is refused.

## Roles

| role | group |
| --- | --- |
${PEOPLE_GROUPS.map(([name, group]) => `| ${name} | \`${group}\` |`).join('\n')}

A program of a vendor (client credentials) has the role of its vendor. Somebody of the vendor of a case sees it as its vendor does, whatever else they are.
An emergency access is opened by people of \`break-glass\` who are of no other group but \`auditor\`; it shows what no role of theirs does until it ends by itself
([agency guide](agency-guide.md#emergency-access)).

## Routes

\`core/api/authorisation.ts\`. *Recorded* is as what the answer stands in the [ledger of accesses](vendor-guide.md#who-read-what) before it is given.
*Second factor*: a person has to have signed in within the last ${RECENT_MINUTES} minutes, and the token has to tell of a second factor (\`core/api/second-factor.ts\`).

| route | right of the token | second factor | roles | of what | recorded |
| --- | --- | --- | --- | --- | --- |
${ROUTES.map(({ route, scope, roles, of, reads, proof }) => `| \`${route}\` | ${scope === null ? 'none' : `\`${scope}\``} | ${proof ? 'yes' : ''} | ${roles?.join(', ') ?? 'everybody'} | ${of} | ${reads ?? ''} |`).join('\n')}

## What is seen of a case

\`core/api/sight.ts\` and \`core/api/accesses.ts\`, for a case of \`acme\` under a standard with the agencies nsa, odni and oncd.

| who | findings of | how agencies deliberate | ledger of accesses |
| --- | --- | --- | --- |
${PEOPLE.map(sightRow).join('\n')}

## Files of a bundle

\`core/api/may-read-file.ts\`, for a file that a criterion of nsa reads. Each level includes those after it: content, summary, digest.

| who | ${FILES.map(({ name }) => name).join(' | ')} |
| --- |${' --- |'.repeat(FILES.length)}
${PEOPLE.map(fileRow).join('\n')}

## Actions in a case

\`core/adjudication/case/permissions.ts\`. Besides, nobody acts who has recused themselves, and nobody judges a case of their own vendor.

| action | roles | in which stages |
| --- | --- | --- |
${Object.entries(PERMISSIONS).map(actionRow).join('\n')}
`;
}

const PEOPLE_GROUPS: readonly (readonly [string, string])[] = [
  ['vendor', groupOf({ role: 'vendor', vendor: '<id>' })],
  ['reviewer', groupOf({ role: 'reviewer', agency: '<id>' })],
  ['principal', groupOf({ role: 'principal', agency: '<id>' })],
  ...(['coordinator', 'panelist', 'auditor', 'company', 'standards_editor', 'break_glass'] as const).map(
    (role) => [role, groupOf({ role })] as const,
  ),
  ['company with a vote', groupOf({ role: 'company', organisation: '<id>' })],
];

const callerOf = (role: PersonRole): Caller => ({ kind: 'person', id: 'paula', name: 'paula', roles: [role] });

const sightFor = ({ role, grants = [] }: Reader) => sightAt(callerOf(role), CASE, grants, OPENED);

function sightRow(reader: Reader): string {
  const { who, role } = reader;
  const sight = sightFor(reader);
  if (sight === null) return `| ${who} | the case is unknown to them | | |`;
  const [findings] = sight.standards.values();
  const ledger = mayReadLedger(callerOf(role), CASE.vendor) ? 'yes' : 'no';
  return `| ${who} | ${findings === null || findings === undefined ? 'all' : [...findings].join(', ')} | ${sight.deliberation ? 'yes' : 'no'} | ${ledger} |`;
}

function fileRow(reader: Reader): string {
  const sight = sightFor(reader);
  const cells = FILES.map(({ audience }) => (sight === null ? '–' : mayReadFile(sight, audience, () => ['nsa'])));
  return `| ${reader.who} | ${cells.join(' | ')} |`;
}

const actionRow = ([action, { roles, stages }]: [string, Permission]) =>
  `| \`${action}\` | ${roles.join(', ')} | ${stages.join(', ') || 'before the case'} |`;
