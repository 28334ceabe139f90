import { type Grant, openGrant } from '../adjudication/break-glass/grant.ts';
import { mayBreakGlass } from './break-glass.ts';
import { type Caller, idOf, type PersonRole, rolesOfCaller } from './people.ts';

/** A case as far as it matters for who may see it. */
export interface SeenCase {
  readonly vendor: string;
  /** The standards of the case, each with the agencies that judge under it and the appeal panel that it has. */
  readonly standards: readonly { name: string; agencies: readonly string[]; panel: readonly string[] }[];
}

/** What a caller may see of a case. */
export interface Sight {
  /** Under which standards, and under each the agencies whose findings; of all where it is null. */
  readonly standards: ReadonlyMap<string, ReadonlySet<string> | null>;
  /** Sees how agencies come to their judgement: determinations under way, votes, who prepared and signed. */
  readonly deliberation: boolean;
  /** The emergency access by which they see more than their roles give: whatever is not sealed. */
  readonly grant?: number;
}

/** Findings of the joint screening are every agency's. */
const JOINT = 'joint';

/**
 * What a caller may see of a case, over all their roles; null for nothing, and then the case is as unknown as one that does not exist.
 * A vendor sees its own cases, without how agencies deliberate; an agency sees what is judged under a standard that names it, with its own
 * findings and the joint ones; a panel sees the whole case that it decides; the coordinator and the auditor see the
 * procedure and the joint findings. Companies and editors of standards see no case, nor do those who may open an emergency access.
 */
export function sightOf(caller: Caller, seen: SeenCase): Sight | null {
  const id = caller.kind === 'person' ? caller.id : null;
  const sights = rolesOfCaller(caller).flatMap((role) => sightIn(role, seen, id) ?? []);
  // Somebody of the vendor sees the case as its vendor does, whatever else they are: nobody judges their own case.
  const own = sights.find(({ deliberation }) => !deliberation);
  if (own !== undefined) return own;
  return sights.reduce<Sight | null>((all, one) => (all === null ? one : union(all, one)), null);
}

/**
 * As {@link sightOf}, and where the caller has an emergency access that is open: the findings of all, and every file that is not sealed.
 * How agencies deliberate it does not show. Somebody who no longer has the role, or has one that acts in cases, sees nothing by it.
 * @param at the instant (ISO 8601) by the clock of whoever answers
 */
export function sightAt(caller: Caller, seen: SeenCase, grants: readonly Grant[], at: string): Sight | null {
  const sight = sightOf(caller, seen);
  const grant = mayBreakGlass(caller) ? openGrant(grants, idOf(caller), at) : null;
  if (grant === null) return sight;
  const standards = new Map(seen.standards.map(({ name }) => [name, null]));
  return { standards, deliberation: sight?.deliberation ?? false, grant: grant.n };
}

function sightIn(role: PersonRole, { vendor, standards }: SeenCase, id: string | null): Sight | null {
  const where = (holds: (one: SeenCase['standards'][number]) => boolean, findingsOf: readonly string[] | null) =>
    new Map(standards.filter(holds).map(({ name }) => [name, findingsOf === null ? null : new Set(findingsOf)]));
  switch (role.role) {
    case 'vendor':
      return role.vendor === vendor ? { standards: where(() => true, null), deliberation: false } : null;
    case 'reviewer':
    case 'principal': {
      const own = where(({ agencies }) => agencies.includes(role.agency), [role.agency, JOINT]);
      return own.size === 0 ? null : { standards: own, deliberation: true };
    }
    case 'coordinator':
    case 'auditor':
      return { standards: where(() => true, [JOINT]), deliberation: true };
    case 'panelist': {
      const own = where(({ panel }) => id !== null && panel.includes(id), null);
      return own.size === 0 ? null : { standards: own, deliberation: true };
    }
    case 'company':
    case 'standards_editor':
    case 'break_glass':
      return null;
  }
}

function union(a: Sight, b: Sight): Sight {
  const standards = new Map(a.standards);
  for (const [name, findingsOf] of b.standards) {
    const known = standards.get(name);
    const all = known === null || findingsOf === null;
    standards.set(name, all ? null : new Set([...(known ?? []), ...findingsOf]));
  }
  return { standards, deliberation: a.deliberation && b.deliberation };
}

/** The agencies whose findings are seen under a standard; of all where it is null, of none under a standard that is not seen. */
export function findingsSeen({ standards }: Sight, standard: string): ReadonlySet<string> | null {
  const agencies = standards.get(standard);
  return agencies === undefined ? new Set() : agencies;
}
