import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Point } from '#core/adjudication/case/parts.ts';
import type { CaseComparison } from '#core/api/versions-wire.ts';
import type { Finding } from '#core/policy/finding.ts';
import { CheckField, SelectField, TextField } from '../components/fields.tsx';
import { Tag } from '../components/tags.tsx';
import { usePrinting } from '../components/use-printing.ts';
import { useVirtual } from '../components/use-virtual.ts';
import { words } from '../components/words.ts';
import { FindingDetail } from './finding-detail.tsx';
import { type FindingFilter, filtered, findingKey, rowsOf } from './finding-order.ts';
import { PrintedFindings } from './printed-findings.tsx';

/** All findings that the reader may see, grouped by what they block, with the evidence of the one that is opened beside them. */
export function Findings({
  findings,
  points,
  chosen,
  onChoose,
  nameOf,
  standard,
  comparison,
}: {
  findings: readonly Finding[];
  points: readonly Point[];
  chosen: string | undefined;
  onChoose: (key: string) => void;
  nameOf: (agency: string) => string;
  standard: string;
  comparison: CaseComparison | null;
}) {
  const undecided = findings.some(({ outcome }) => outcome !== 'met' && outcome !== 'not_applicable');
  const [filter, setFilter] = useState<FindingFilter>({ search: '', agency: '', open: undecided });
  const left = useMemo(() => filtered(findings, filter), [findings, filter]);
  const rows = useMemo(() => rowsOf(left, points), [left, points]);
  const finding = findings.find((one) => findingKey(one) === chosen) ?? left[0];
  const [everything, setEverything] = useState(false);
  const agencies = [...new Set(findings.map(({ agency }) => agency))].sort();
  if (usePrinting())
    return <PrintedFindings rows={rowsOf(findings, points)} {...{ everything, nameOf, standard, comparison }} />;
  return (
    <>
      <div class="toolbar">
        <TextField
          label="Search the findings"
          type="search"
          required={false}
          value={filter.search}
          onChange={(search) => setFilter({ ...filter, search })}
        />
        <SelectField
          label="Agency"
          required={false}
          value={filter.agency}
          onChange={(agency) => setFilter({ ...filter, agency })}
          choices={[{ value: '', text: 'Every agency' }, ...agencies.map((id) => ({ value: id, text: nameOf(id) }))]}
        />
        <CheckField
          label="Only what is not met"
          checked={filter.open}
          onChange={(open) => setFilter({ ...filter, open })}
        />
        <CheckField label="Print all of them in full" checked={everything} onChange={setEverything} />
      </div>
      <p role="status">
        {left.length} of {findings.length} findings
      </p>
      {left.length === 0 ? (
        <p class="note">
          No finding fits. {filter.open && 'Every finding is met or does not apply; untick the box to see them.'}
        </p>
      ) : (
        <>
          {chosen !== undefined && findings.every((one) => findingKey(one) !== chosen) && (
            <p class="note warn">
              There is no finding {chosen} here that you may see: it is another agency’s, or belongs to another version
              of the bundle.
            </p>
          )}
          <div class="pair">
            <FindingList rows={rows} chosen={finding && findingKey(finding)} onChoose={onChoose} />
            {finding && <FindingDetail key={findingKey(finding)} {...{ finding, nameOf, standard, comparison }} />}
          </div>
        </>
      )}
    </>
  );
}

function FindingList({
  rows,
  chosen,
  onChoose,
}: {
  rows: ReturnType<typeof rowsOf>;
  chosen: string | undefined;
  onChoose: (key: string) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows: shown, height, measure, reveal } = useVirtual(scroller, rows.length, 64);
  useEffect(() => {
    const at = rows.findIndex((row) => row.kind === 'finding' && findingKey(row.finding) === chosen);
    if (at > 0) reveal(at);
  }, [chosen]);
  return (
    <section
      class={`findings ${height < 500 ? 'short' : ''}`}
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
      tabIndex={0}
      aria-label="Findings, by what they block"
    >
      <div class="inner" style={{ height: `${height}px` }}>
        {shown.map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              class="item"
              key={key}
              data-index={index}
              ref={measure}
              style={{ transform: `translateY(${start}px)` }}
            >
              {row.kind === 'group' ? (
                <h3 class="group">
                  {row.title} ({row.count})
                </h3>
              ) : (
                <FindingButton finding={row.finding} chosen={findingKey(row.finding) === chosen} onChoose={onChoose} />
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function FindingButton({
  finding,
  chosen,
  onChoose,
}: {
  finding: Finding;
  chosen: boolean;
  onChoose: (key: string) => void;
}) {
  const { criterion, title, evaluation, outcome, severity } = finding;
  return (
    <button
      type="button"
      {...(chosen && { 'aria-current': 'true' as const })}
      onClick={() => onChoose(findingKey(finding))}
    >
      <span class="row">
        <strong>{criterion}</strong> <Tag of={outcome} /> <span class="quiet">{words(severity)}</span>
      </span>
      <span>
        {title}
        {evaluation !== undefined && <span class="quiet"> · {evaluation}</span>}
      </span>
    </button>
  );
}
