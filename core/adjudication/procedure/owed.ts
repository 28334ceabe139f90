import type { Day } from '../calendar/day.ts';
import { type Deadline, deadlinesOf, unsigned } from '../case/clocks.ts';
import type { CaseRules } from '../case/rules.ts';
import type { CaseState } from '../case/state.ts';
import { COORDINATOR, type DutyKind, panelParty, vendorParty } from './duty.ts';

/** A deadline, by what its party has to do. */
export interface Duty extends Omit<Deadline, 'what' | 'who'> {
  what: DutyKind;
}

/** Everything that one party owes in a case under one standard, earliest first. */
export interface Owed {
  /** An agency, `coordinator`, `panel:<person>`, or `vendor:<id>`. */
  party: string;
  due: Day;
  duties: Duty[];
}

/** Who owes what in a case as it stands, by party. What nobody of the parties verifies is the coordinator's. */
export function owedIn(rules: CaseRules, state: CaseState): Owed[] {
  const waiting = new Set(unsigned(rules, state));
  const parties = new Map<string, Owed>();
  for (const { who, ...deadline } of deadlinesOf(rules, state))
    for (const [party, what] of partiesOf(rules, state, who, deadline.what, waiting)) {
      const owed = parties.get(party) ?? { party, due: deadline.due, duties: [] };
      owed.duties.push({ ...deadline, what });
      parties.set(party, owed);
    }
  return [...parties.values()];
}

function partiesOf(
  rules: CaseRules,
  { appeal, vendor }: CaseState,
  who: string,
  what: Deadline['what'],
  waiting: ReadonlySet<string>,
): [string, DutyKind][] {
  if (what === 'cure' || what === 'answer') return [[vendorParty(vendor), what]];
  if (what === 'appeal') {
    const panel = appeal?.panel ?? [];
    return panel.length === 0 ? [[COORDINATOR, 'panel']] : panel.map(({ id }) => [panelParty(id), what]);
  }
  if (!rules.agencies.includes(who)) return [[COORDINATOR, what]];
  return [[who, what === 'determination' && waiting.has(who) ? 'signature' : what]];
}

/** Stands for the clock where nobody's act is waited for. */
export const CLOCK = 'clock';

/** Whose acts the procedure waits for; the clock alone where there is no such party. */
export function awaitedIn(rules: CaseRules, state: CaseState): string[] {
  const acts = owedIn(rules, state).filter(({ duties }) =>
    duties.some(({ what }) => what !== 'decision' && what !== 'condition'),
  );
  return acts.length > 0 ? acts.map(({ party }) => party) : [CLOCK];
}
