import { FindingDetail } from './finding-detail.tsx';
import { findingKey, type Row } from './finding-order.ts';

/** Findings on paper: every one that is asked for, opened, under what it blocks. */
export function PrintedFindings({
  rows,
  nameOf,
  standard,
}: {
  rows: readonly Row[];
  nameOf: (agency: string) => string;
  standard: string;
}) {
  return (
    <div class="printed">
      {rows.map((row) =>
        row.kind === 'group' ? (
          <h3 class="group" key={row.id}>
            {row.title} ({row.count})
          </h3>
        ) : (
          <FindingDetail key={findingKey(row.finding)} finding={row.finding} nameOf={nameOf} standard={standard} />
        ),
      )}
    </div>
  );
}
