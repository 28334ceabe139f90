import type { AccessKind } from '../attestation/access-ledger.ts';
import { type Caller, type PersonRole, rolesOfCaller } from './people.ts';

export type RoleName = PersonRole['role'];
export type Scope = 'countersign/submit' | 'countersign/read' | 'countersign/act';

/** Who may call a route of the API. What each then sees follows from `sight.ts`, and what each may do from `permissions.ts`. */
export interface RouteRule {
  /** `GET /cases/{caseId}`, as API Gateway has it. */
  readonly route: string;
  /** The right that the token must carry; null for what is published. */
  readonly scope: Scope | null;
  /** Null for everybody. A vendor's programs have the role of their vendor. */
  readonly roles: readonly RoleName[] | null;
  /** Of which cases, uploads or ballots. */
  readonly of: string;
  /** As what the answer stands in the ledger of accesses; null where it is no evidence. */
  readonly reads: AccessKind | null;
  /** Whether a person has to have signed in a short while ago, with a second factor (`second-factor.ts`). */
  readonly proof: boolean;
}

const VENDOR: readonly RoleName[] = ['vendor'];
/** Those who have to do with cases. */
const OF_CASE: readonly RoleName[] = ['vendor', 'reviewer', 'principal', 'coordinator', 'auditor', 'panelist'];
/** Those who may read of a case; by the last role, while an emergency access is open. */
const READERS: readonly RoleName[] = [...OF_CASE, 'break_glass'];
/** Those of a party that can owe something. */
const OF_PARTY: readonly RoleName[] = ['vendor', 'reviewer', 'principal', 'coordinator', 'panelist'];
const ALL: readonly RoleName[] = [...OF_CASE, 'company', 'standards_editor'];

const SUBMIT = 'countersign/submit';
const READ = 'countersign/read';
const ACT = 'countersign/act';
const OWN = 'their vendor';
const SEEN = 'cases that the role sees';
const PARTY = 'their party';
const BALLOTS = 'versions of standards';

const rule = (
  route: string,
  scope: Scope | null,
  roles: readonly RoleName[] | null,
  of: string,
  reads: AccessKind | null = null,
): RouteRule => ({ route, scope, roles, of, reads, proof: scope === ACT });

/** Every route, and who may call it: what is not here is refused. The gateway's routes are held against it by a test. */
export const ROUTES: readonly RouteRule[] = [
  rule('POST /submissions', SUBMIT, VENDOR, OWN),
  rule('GET /submissions/{submissionId}', SUBMIT, VENDOR, OWN),
  rule('POST /submissions/{submissionId}/parts', SUBMIT, VENDOR, OWN),
  rule('POST /submissions/{submissionId}/complete', SUBMIT, VENDOR, OWN),
  rule('GET /cases', READ, VENDOR, OWN),
  rule('GET /cases/{caseId}', READ, READERS, SEEN),
  rule('GET /cases/{caseId}/findings', READ, READERS, SEEN, 'findings'),
  rule('GET /cases/{caseId}/differences', READ, READERS, SEEN, 'differences'),
  rule('GET /cases/{caseId}/comparison', READ, READERS, SEEN, 'comparison'),
  rule('GET /cases/{caseId}/samples', READ, READERS, SEEN, 'samples'),
  rule('GET /cases/{caseId}/documents', READ, READERS, SEEN, 'document'),
  rule('GET /cases/{caseId}/documents/{n}', READ, READERS, SEEN, 'document'),
  rule('GET /cases/{caseId}/attestation', READ, READERS, SEEN, 'attestation'),
  rule('GET /cases/{caseId}/events', READ, READERS, SEEN, 'events'),
  rule('GET /cases/{caseId}/calendar', READ, OF_CASE, SEEN),
  rule('GET /cases/{caseId}/accesses', READ, ['vendor', 'auditor'], SEEN),
  rule('POST /cases/{caseId}/commands', ACT, OF_CASE, SEEN),
  rule('POST /cases/{caseId}/hold', ACT, ['coordinator'], SEEN),
  rule('POST /cases/{caseId}/break-glass', ACT, ['break_glass', 'reviewer', 'principal', 'coordinator'], SEEN),
  rule('GET /vendors/{vendor}/keys', READ, ['vendor', 'coordinator', 'auditor'], OWN),
  rule('POST /vendors/{vendor}/keys', ACT, ['vendor', 'coordinator'], OWN),
  rule('GET /queue', READ, OF_PARTY, PARTY),
  rule('POST /ballots', ACT, ['standards_editor'], BALLOTS),
  rule('GET /ballots', READ, ALL, BALLOTS),
  rule('GET /ballots/{ballot}', READ, ALL, BALLOTS),
  rule('POST /ballots/{ballot}/commands', ACT, ['principal', 'company', 'standards_editor'], BALLOTS),
  rule('GET /precedents', null, null, 'published precedents'),
  rule('GET /register', null, null, 'published decisions'),
  rule('GET /register/statistics', null, null, 'published decisions'),
  rule('GET /openapi.json', null, null, 'this API'),
  rule('GET /notices', READ, OF_PARTY, PARTY),
  rule('POST /notices/{id}/replay', ACT, OF_PARTY, PARTY),
  rule('GET /notices/settings', READ, OF_PARTY, PARTY),
  rule('PUT /notices/settings', ACT, OF_PARTY, PARTY),
];

/** How a route is looked up, whatever its parameters are called and however they are written (`{id}`, `:id`). */
const shapeOf = (route: string) => route.replace(/\{\w+\}|:\w+/g, '{}');

const RULES = new Map(ROUTES.map((one) => [shapeOf(one.route), one]));

/** The rule of a route, as `GET /cases/:caseId`; null for a route of which nothing is said. */
export const ruleOf = (route: string): RouteRule | null => RULES.get(shapeOf(route)) ?? null;

/** Whether a caller may call a route, by one of their roles. A route of which nothing is said nobody may call. */
export function mayCall(caller: Caller, route: string): boolean {
  const known = ruleOf(route);
  if (known === null) return false;
  return known.roles === null || rolesOfCaller(caller).some(({ role }) => known.roles?.includes(role));
}

/** Whether a route asks a person for proof of a second factor. One of which nothing is said does. */
export const needsProof = (route: string): boolean => ruleOf(route)?.proof ?? true;

/** Whether a caller has to do with cases at all; to anybody else every case is unknown. */
export const hasToDoWithCases = (caller: Caller): boolean =>
  rolesOfCaller(caller).some(({ role }) => READERS.includes(role));
