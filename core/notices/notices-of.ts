import type { CaseEventDetail, CaseReminderDetail, DetailType } from '../api/events.ts';
import { dueWords } from './due-words.ts';
import { agencyParty, COORDINATOR, PANEL, type Party, partyOf, vendorParty } from './party.ts';
import { TOLD } from './told.ts';
import type { Topic } from './topics.ts';

/** What one party is told. */
export interface Notice {
  readonly party: Party;
  readonly topic: Topic;
  /** Whether it goes by every channel of the party, also by one that does not take the topic. */
  readonly always: boolean;
  readonly subject: string;
  /** Plain text; ids, names and dates, never content of a bundle. */
  readonly text: string;
  /** The due date that it is about, to be put into a calendar. */
  readonly due: { readonly what: string; readonly who: string; readonly on: string } | null;
}

/** An event of the bus with its kind. */
export type Announced =
  | { readonly type: Extract<DetailType, 'Case Event'>; readonly detail: CaseEventDetail }
  | { readonly type: Extract<DetailType, 'Case Reminder'>; readonly detail: CaseReminderDetail };

export interface Surroundings {
  /** Agencies of the standard that the event belongs to. */
  readonly agencies: readonly string[];
  /** Address of a case, with `{caseId}` in it; null where there is only the command line. */
  readonly caseUrl: string | null;
}

/** Who is to be told of what happened, each party once. */
export function noticesOf(announced: Announced, surroundings: Surroundings): Notice[] {
  return announced.type === 'Case Event'
    ? ofEvent(announced.detail, surroundings)
    : ofReminder(announced.detail, surroundings);
}

function ofEvent(event: CaseEventDetail, { agencies, caseUrl }: Surroundings): Notice[] {
  const told = TOLD[event.type];
  // The case opens once; the review under each of its standards then begins with an event of the same name.
  if (told === null || (event.type === 'opened' && event.standard !== null)) return [];
  const parties = told.tell.flatMap((recipient): Party[] => {
    if (recipient === 'vendor') return [vendorParty(event.vendor)];
    if (recipient === 'agencies') return agencies.map(agencyParty);
    return [recipient === 'panel' ? PANEL : COORDINATOR];
  });
  const outcome = event.outcome?.replaceAll('_', ' ');
  const title = outcome === undefined ? told.title : `${told.title}: ${outcome}`;
  const text = lines(`The case ${title}. ${told.text}`, event, caseUrl, [
    ...(event.stage === null ? [] : [['Stage', event.stage.replaceAll('_', ' ')] as const]),
    ['Time', event.at],
  ]);
  const { topic, always = false } = told;
  const subject = subjectOf(event, title);
  return [...new Set(parties)].map((party) => ({ party, topic, always, subject, text, due: null }));
}

function ofReminder(reminder: CaseReminderDetail, { caseUrl }: Surroundings): Notice[] {
  const { vendor, what, who, due } = reminder;
  const party = partyOf(who, vendor);
  // A condition is the verifier's to confirm and the vendor's to meet.
  const parties = what === 'condition' ? [party, vendorParty(vendor)] : [party];
  const title = `${dueWords(what)} is due on ${due}`;
  const text = lines(`${title}.`, reminder, caseUrl, [
    ['Due', `${due}, until the end of the day where the standard counts its days`],
    ['Owed by', who],
  ]);
  return [...new Set(parties)].map((to) => ({
    party: to,
    topic: 'due_date',
    always: false,
    subject: `Countersign: ${title} (${reminder.caseId})`,
    text,
    due: { what, who, on: due },
  }));
}

const subjectOf = ({ caseId, standard }: CaseEventDetail, title: string): string =>
  `Countersign: the case ${title}${standard === null ? '' : `, under ${standard}`} (${caseId})`;

function lines(
  first: string,
  { caseId, vendor, standard }: { caseId: string; vendor: string; standard: string | null },
  caseUrl: string | null,
  more: readonly (readonly [string, string])[],
): string {
  const facts: (readonly [string, string])[] = [
    ['Case', caseId],
    ...(standard === null ? [] : [['Standard', standard] as const]),
    ['Vendor', vendor],
    ...more,
    ...(caseUrl === null ? [] : [['Link', caseUrl.replace('{caseId}', caseId)] as const]),
    ['Command line', `countersign status ${caseId}`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return [first, '', ...facts.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}`), ''].join('\n');
}
