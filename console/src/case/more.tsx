import { Opened } from '../components/opened.tsx';
import type { Gone } from './keeping.ts';

const documents = () => import('./documents.tsx').then((part) => part.Documents);
const comparison = () => import('./comparison.tsx').then((part) => part.Comparison);
const differences = () => import('./differences.tsx').then((part) => part.Differences);

/** What of a case is read now and then, as far as it is kept: its documents, and its runs beside others. */
export function More({
  caseId,
  standard,
  bundle,
  gone,
}: {
  caseId: string;
  standard: string;
  bundle: number;
  gone: Gone;
}) {
  const of = { caseId, standard };
  const kept = gone.evidence === undefined;
  return (
    <>
      {kept && gone.bundle === undefined && (
        <Opened key={`documents ${standard}`} title="Model card and documents" load={documents} of={of} />
      )}
      {kept && (
        <Opened
          key={`comparison ${standard}`}
          title="Beside reference models and the version before"
          load={comparison}
          of={of}
        />
      )}
      {kept && bundle > 1 && (
        <Opened
          key={`differences ${standard} ${bundle}`}
          title="What this version of the bundle changed"
          load={differences}
          of={{ ...of, bundle }}
        />
      )}
    </>
  );
}
