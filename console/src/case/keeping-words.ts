import type { Because, Inventory, Term } from '#core/adjudication/retention/certificate.ts';
import type { KeptPart } from '#core/adjudication/retention/rules.ts';
import { bytesText } from '../components/bytes.ts';
import { dayText } from '../components/dates.tsx';
import { count, words } from '../components/words.ts';

const NAMES: Readonly<Record<KeptPart, string>> = {
  bundle: 'the bundle',
  evidence: 'the evidence read from it',
};

/** Parts of a case as somebody would say it. */
export const partsText = (parts: readonly KeptPart[]): string =>
  parts.length === 1 && parts[0] === 'evidence'
    ? 'the evidence read from the bundle'
    : parts.map((part) => NAMES[part]).join(' and ');

/** Which versions of the bundle, and how much there was of them. */
export function extentText(bundle: number, inventory: Inventory | null): string {
  const versions = bundle === 1 ? 'version 1' : `versions 1 to ${bundle}`;
  return inventory === null
    ? `${versions}: everything that the key had encrypted`
    : `${versions}: ${count(inventory.objects, 'object')}, ${bytesText(inventory.bytes)}`;
}

/** Why something was destroyed, a sentence for each reason. */
export function becauseTexts(because: Because): string[] {
  if (because.kind === 'key') return [`The key with which it was encrypted was destroyed: ${because.reason}`];
  const alike = Map.groupBy(because.terms, ({ outcome, since, days, due }) =>
    JSON.stringify([outcome, since, days, due]),
  );
  return [...alike.values()].map((terms) => `${termText(terms)} (${because.rules}).`);
}

/** Parts that were kept for the same time. */
function termText(terms: readonly Term[]): string {
  const [first] = terms;
  if (first === undefined) return '';
  const { outcome, since, days, due } = first;
  return (
    `The time to keep ${terms.map(({ part }) => `the ${part}`).join(' and ')} was over: ${count(days, 'day')} for a case that came out as ` +
    `“${words(outcome)}”, from when it came to rest on ${dayText(since.slice(0, 10))} to the end of ${dayText(due)}`
  );
}
