import { Opened } from '../components/opened.tsx';

const documents = () => import('./documents.tsx').then((part) => part.Documents);
const comparison = () => import('./comparison.tsx').then((part) => part.Comparison);
const differences = () => import('./differences.tsx').then((part) => part.Differences);

/** What of a case is read now and then: its documents, and its runs beside others. */
export function More({ caseId, standard, bundle }: { caseId: string; standard: string; bundle: number }) {
  const of = { caseId, standard };
  return (
    <>
      <Opened key={`documents ${standard}`} title="Model card and documents" load={documents} of={of} />
      <Opened
        key={`comparison ${standard}`}
        title="Beside reference models and the version before"
        load={comparison}
        of={of}
      />
      {bundle > 1 && (
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
