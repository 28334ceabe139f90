import type { CaseComparison } from '#core/api/versions-wire.ts';
import type { Finding } from '#core/policy/finding.ts';
import { Tag } from '../components/tags.tsx';
import { FindingDetail } from './finding-detail.tsx';
import { findingKey, type GroupId, type Row } from './finding-order.ts';

/** What a reader of a case file has to weigh; of the rest, that it was looked at and what came of it. */
const IN_FULL: ReadonlySet<GroupId> = new Set(['returns', 'blocks', 'unjudged', 'open', 'tier']);

/** Findings on paper, under what they block: those that stand in the way with all they rest on, the others in a line each. */
export function PrintedFindings({
  rows,
  everything,
  nameOf,
  standard,
  comparison,
}: {
  rows: readonly Row[];
  /** Every finding with all it rests on. */
  everything: boolean;
  nameOf: (agency: string) => string;
  standard: string;
  comparison: CaseComparison | null;
}) {
  let inFull = everything;
  return (
    <div class="printed">
      {rows.map((row) => {
        if (row.kind === 'group') {
          inFull = everything || IN_FULL.has(row.id);
          return (
            <h3 class="group" key={row.id}>
              {row.title} ({row.count})
            </h3>
          );
        }
        const { finding } = row;
        const key = findingKey(finding);
        return inFull ? (
          <FindingDetail key={key} {...{ finding, nameOf, standard, comparison }} />
        ) : (
          <Line key={key} {...finding} />
        );
      })}
    </div>
  );
}

function Line({ criterion, title, evaluation, outcome, tier, found }: Finding) {
  return (
    <p class="line">
      <strong>{criterion}</strong> {title}
      {evaluation !== undefined && ` · ${evaluation}`} <Tag of={outcome} />
      {tier !== undefined && ` sets ${tier}.`} <span class="quiet">{found}</span>
    </p>
  );
}
