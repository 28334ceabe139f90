import { useEffect } from 'preact/hooks';
import type { CaseSummary } from '#core/api/wire.ts';
import { instantText } from '../components/dates.tsx';
import { usePrinting } from '../components/use-printing.ts';

/** What a case file says of itself on paper: whose, which version of the bundle, by which standard, as whom and when it was printed. */
export function CaseFileHead({
  summary,
  standard,
  person,
}: {
  summary: CaseSummary;
  standard: string | null;
  person: string;
}) {
  const printing = usePrinting();
  const { caseId, vendor, bundle, lastSeq } = summary;
  useEffect(() => {
    // The margins of every page carry it (styles/_print.scss).
    const { style } = document.documentElement;
    style.setProperty('--page-head', JSON.stringify(`Countersign case file ${caseId}`));
    return () => {
      style.removeProperty('--page-head');
    };
  }, [caseId]);
  if (!printing) return null;
  return (
    <dl class="facts case-file-head">
      <dt>Case file</dt>
      <dd class="code">{caseId}</dd>
      <dt>Vendor</dt>
      <dd>{vendor}</dd>
      <dt>Bundle</dt>
      <dd>version {bundle}</dd>
      <dt>Standard</dt>
      <dd>{standard ?? 'none yet'}</dd>
      <dt>Printed</dt>
      <dd>
        {instantText(new Date().toISOString())}, as {person} sees it, with the events up to {lastSeq}
      </dd>
    </dl>
  );
}
