import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { type ActionType, type Offer, STEPS } from '../forms/action.ts';
import type { Person } from '../session/session.ts';

const AMEND = 'Send another version of the bundle';
/** What nobody is to do by a careless click. */
const FINAL: readonly ActionType[] = ['withdraw', 'recuse'];

/** Whether the vendor has to put a returned submission right. */
export const owesCure = ({ deadlines }: ProcedureView): boolean => deadlines.some(({ what }) => what === 'cure');

/** What the reader can do in a case, what they owe first. */
export function Todo({
  offers,
  step,
  open,
  addressOf,
  amend,
}: {
  offers: readonly Offer[];
  /** The title of what the reader owes; see {@link stepOf}. */
  step: string | null;
  /** The action whose form is open. */
  open: ActionType | undefined;
  addressOf: (action: ActionType) => string;
  /** Where the vendor sends another version of the bundle, and whether that is what it owes. */
  amend?: { readonly href: string; readonly first: boolean };
}) {
  const links = offers
    .map(({ action, title }) => ({ action, title, href: addressOf(action) }))
    .sort((a, b) => Number(b.title === step) - Number(a.title === step));
  const [first] = links;
  const main = first !== undefined && !FINAL.includes(first.action) && amend?.first !== true ? first.action : null;
  const another = amend !== undefined && (
    <li key="amend">
      <a class={`usa-button ${amend.first ? '' : 'usa-button--outline'}`} href={amend.href}>
        {AMEND}
      </a>
    </li>
  );
  return (
    <section class="panel screen" aria-labelledby="todo">
      <h2 id="todo">What you can do</h2>
      {links.length === 0 && amend === undefined && <p>Nothing at the moment.</p>}
      <ul class="list stack">
        {amend?.first && another}
        {links.map(({ action, title, href }) => (
          <li key={action}>
            <a
              class={`usa-button ${action === main ? '' : 'usa-button--outline'}`}
              href={href}
              {...(open === action && { 'aria-current': 'true' as const })}
            >
              {title}
            </a>
          </li>
        ))}
        {!amend?.first && another}
      </ul>
    </section>
  );
}

/** What the reader's party owes first; where it owes nothing, nothing. */
export function stepOf(
  procedure: ProcedureView | null,
  offers: readonly Offer[],
  { roles, name }: Person,
): string | null {
  if (procedure === null) return null;
  const mine = new Set(
    roles.map((role) => ('agency' in role ? role.agency : 'vendor' in role ? `vendor:${role.vendor}` : role.role)),
  );
  const owed = procedure.deadlines.filter(({ party }) => mine.has(party) || party === `panel:${name}`);
  const wanted = owed.map(({ what }) => STEPS[what]);
  const offered = offers.find(({ action }) => wanted.includes(action))?.title;
  return offered ?? (owed.some(({ what }) => what === 'cure') ? AMEND : null);
}
