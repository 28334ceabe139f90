import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { QueueEntry } from '#core/api/procedure-wire.ts';
import { Due } from '../components/dates.tsx';
import { Tag } from '../components/tags.tsx';
import { useMedia } from '../components/use-media.ts';
import { useVirtual } from '../components/use-virtual.ts';
import { count, sentence, words } from '../components/words.ts';
import { type QueueViewing, type SortKey, stepOf } from './view.ts';

const COLUMNS: readonly (readonly [SortKey, string])[] = [
  ['due', 'Due'],
  ['step', 'My step'],
  ['model', 'Model'],
  ['vendor', 'Vendor'],
  ['tier', 'Tier'],
  ['blockers', 'Open points'],
  ['stage', 'Stage'],
];

const linkOf = ({ caseId, standard }: QueueEntry) => `/app/cases/${caseId}?standard=${encodeURIComponent(standard)}`;

/** A queue as a table that holds only the rows in sight. j and k move through it, Enter opens. */
export function QueueTable({
  caption,
  entries,
  zones,
  view,
  onView,
}: {
  caption: string;
  zones: number;
  entries: readonly QueueEntry[];
  view: QueueViewing;
  onView: (view: QueueViewing) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { route } = useLocation();
  const { rows, height, reveal } = useVirtual(scroller, entries.length, useRowHeight());
  const [current, setShown] = useState(-1);
  // Keys come faster than pages are drawn.
  const at = useRef(-1);
  const setCurrent = (index: number) => {
    at.current = index;
    setShown(index);
  };
  useEffect(() => setCurrent(-1), [entries]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isEditing(event.target)) return;
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
      const entry = entries[at.current];
      if (step !== 0) {
        const next = Math.min(Math.max(at.current + step, 0), entries.length - 1);
        setCurrent(next);
        reveal(next);
      } else if (event.key === 'Enter' && entry !== undefined && !isControl(event.target)) route(linkOf(entry));
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [entries]);
  const [first, last] = [rows[0], rows.at(-1)];
  return (
    <section
      class={`rows ${entries.length <= 8 ? 'short' : ''}`}
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
      tabIndex={0}
      aria-label={caption}
    >
      <table class="usa-table usa-table--borderless" aria-rowcount={entries.length + 1}>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map(([key, text]) => (
              <th
                key={key}
                scope="col"
                aria-sort={view.sort === key ? (view.down ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  class="sort"
                  onClick={() => onView({ ...view, sort: key, down: view.sort === key && !view.down })}
                >
                  {text} <span aria-hidden="true">{view.sort === key ? (view.down ? '▼' : '▲') : '↕'}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={first?.start ?? 0} />
          {rows.map(({ index, key }) => {
            const entry = entries[index];
            return entry && <EntryRow key={key} {...{ entry, index, zones }} current={index === current} />;
          })}
          <Spacer height={last === undefined ? 0 : height - last.end} />
        </tbody>
      </table>
    </section>
  );
}

/** A row, drawn anew only where something of it is another: of a table that scrolls, most rows stay. */
function EntryRow({
  entry,
  index,
  current,
  zones,
}: {
  entry: QueueEntry;
  index: number;
  current: boolean;
  /** How many time zones the queue counts its days in: one is said above it. */
  zones: number;
}) {
  const { due, today, timeZone, model, caseId, standard, vendor, tier, points, blockers, stage, destroyed } = entry;
  return useMemo(
    () => (
      <tr aria-rowindex={index + 2} class={current ? 'current' : ''}>
        <td>
          <Due due={due} today={today} {...(zones > 1 && { timeZone })} />
        </td>
        <td>{sentence(stepOf(entry))}</td>
        <td>
          <a href={linkOf(entry)} {...(current && { 'aria-current': 'true' as const })}>
            {model ?? caseId}
          </a>
          <br />
          <small class="quiet">{standard}</small>
        </td>
        <td>{vendor}</td>
        <td>{tier ?? 'none'}</td>
        <td>
          {points === 0 && 'none'}
          {blockers > 0 && <Tag of="blocker" text={count(blockers, 'blocker')} />}{' '}
          {points > blockers && <Tag of="major" text={`${points - blockers} major`} />}
        </td>
        <td>
          {words(stage)}
          {destroyed !== undefined && (
            <>
              <br />
              <Tag of="destroyed" text={`${destroyed.join(' and ')} destroyed`} />
            </>
          )}
        </td>
      </tr>
    ),
    [entry, index, current, zones],
  );
}

/** Heights of a row in rem, which the style sheet gives to all of them, so that none is measured while the table scrolls. */
const ROW = { wide: 6, narrow: 11 };

function useRowHeight(): number {
  const narrow = useMedia('(max-width: 40rem)');
  const rem = useMemo(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize), []);
  return rem * (narrow ? ROW.narrow : ROW.wide);
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr class="spacer">
      <td colSpan={COLUMNS.length} style={{ height: `${height}px` }} />
    </tr>
  );
}

const isEditing = (target: EventTarget | null) =>
  target instanceof HTMLElement && ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
const isControl = (target: EventTarget | null) =>
  target instanceof HTMLElement && ['A', 'BUTTON'].includes(target.tagName);
