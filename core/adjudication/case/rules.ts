import { packName } from '../../policy/check-report.ts';
import { JOINT, type Pack } from '../../policy/pack.ts';
import type { BusinessCalendar } from '../calendar/business-calendar.ts';
import { addDays, type Day, earlier } from '../calendar/day.ts';
import { dayAt } from '../calendar/zone.ts';
import type { VerdictOutcome } from '../verdict.ts';
import type { Dues } from './parts.ts';

/** The procedure of a standard, with what it leaves unsaid filled in. */
export interface CaseRules {
  standard: string;
  legalBasis: Pack['legalBasis'];
  /** Agencies that determine; the joint screening does not. */
  agencies: readonly string[];
  /** Which agency each criterion belongs to. */
  criteria: ReadonlyMap<string, string>;
  procedure: Pack['procedure'];
  /** Determinations that a second person of the agency signs. */
  fourEyes: ReadonlySet<string>;
  silence: 'no_objection' | 'nothing';
  newDateDays: number;
  panel: number;
  reminders: readonly number[];
  /** Outcomes on which the public register names vendor and model, whatever the vendor allows. */
  named: ReadonlySet<VerdictOutcome>;
  calendar: BusinessCalendar;
}

export function rulesOf(pack: Pack, calendar: BusinessCalendar): CaseRules {
  const { procedure } = pack;
  return {
    standard: packName(pack),
    legalBasis: pack.legalBasis,
    agencies: pack.agencies.map(({ id }) => id).filter((id) => id !== JOINT),
    criteria: new Map(pack.criteria.map(({ id, agency }) => [id, agency])),
    procedure,
    fourEyes: new Set(procedure.determinations.fourEyes),
    silence: procedure.determinations.silence ?? 'no_objection',
    newDateDays: Math.max(1, procedure.quorum.newDateDays ?? 15),
    panel: procedure.appeal.panel ?? 3,
    reminders: procedure.reminders ?? [5, 1],
    named: new Set(pack.register?.names),
    calendar,
  };
}

/** The civil day of an instant where the standard's calendar counts its days. */
export function today(rules: CaseRules, at: string): Day {
  return dayAt(rules.calendar.data.timeZone, at);
}

/** The due dates of a review that starts on `day` (day 0). No stage ends after the decision is due. Null for an unknown track. */
export function duesFrom({ procedure, calendar }: CaseRules, trackId: string, day: Day): Dues | null {
  const track = procedure.tracks.find(({ id }) => id === trackId);
  if (track === undefined) return null;
  const { days, calendar: kind } = track.decisionDue;
  const decision = kind === 'business' ? calendar.addBusinessDays(day, days) : addDays(day, days);
  const capped = (after: number) => earlier(addDays(day, after), decision);
  const stage = (name: string) => procedure.escalation.find((step) => step.stage === name)?.by;
  const by = (after: number | undefined) => (after === undefined ? decision : capped(after));
  const principals = stage('principals');
  return {
    determinations: capped(procedure.determinations.due),
    workingGroup: by(stage('working_group')),
    principals: principals === undefined ? null : capped(principals),
    decision,
  };
}

/** All due dates put off by some calendar days. */
export function putOff(dues: Dues, days: number): Dues {
  return {
    determinations: addDays(dues.determinations, days),
    workingGroup: addDays(dues.workingGroup, days),
    principals: dues.principals === null ? null : addDays(dues.principals, days),
    decision: addDays(dues.decision, days),
  };
}
