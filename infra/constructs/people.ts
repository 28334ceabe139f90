/**
 * Where the command line takes the code of a sign-in: Cognito asks for every address in full, and one of these ports is free.
 * `cli/sign-in/callback.ts` has the same.
 */
export const callbackUrls = [4590, 4591, 4592, 4593, 4594].map((port) => `http://127.0.0.1:${port}/callback`);

export interface Group {
  readonly name: string;
  readonly description: string;
}

/** The groups of the user pool, each of which gives a role (`core/api/people.ts`). */
export function groupsOf(agencies: readonly string[], vendors: readonly string[], breakGlass: boolean): Group[] {
  return [
    ...agencies.flatMap((agency) => [
      { name: `agency.${agency}.reviewer`, description: `Reviewers of ${agency}: determine, sign, vote` },
      { name: `agency.${agency}.principal`, description: `Principals of ${agency}: settle what reviewers cannot` },
    ]),
    ...vendors.map((vendor) => ({ name: `vendor.${vendor}`, description: `People of the vendor ${vendor}` })),
    { name: 'coordinator', description: 'Run cases: requests, extensions, panels' },
    { name: 'panelist', description: 'Hear appeals' },
    ...vendors.map((vendor) => ({
      name: `company.${vendor}`,
      description: `The member company ${vendor}: votes on versions of a standard`,
    })),
    { name: 'company', description: 'Member companies without a vote: follow ballots on versions of a standard' },
    { name: 'auditor', description: 'Read the record' },
    { name: 'standards-editor', description: 'Edit the standards' },
    ...(breakGlass
      ? [{ name: 'break-glass', description: 'Open an emergency access to the evidence of a case; of no other group' }]
      : []),
  ];
}
