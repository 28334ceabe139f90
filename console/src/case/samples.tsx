import { useState } from 'preact/hooks';
import { CaseSamples, type SampleView } from '#core/api/samples-wire.ts';
import { query } from '../api/client.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { SelectField } from '../components/fields.tsx';
import { usePages } from '../components/use-pages.ts';
import { useConsole } from '../context.ts';
import { Place } from './place.tsx';

export interface SamplesOf {
  readonly caseId: string;
  readonly standard: string;
  readonly criterion: string;
  readonly evaluation: string;
}

/** The samples behind a finding, page by page, as they stand in the log: text, whatever they hold. */
export function Samples({ caseId, ...of }: SamplesOf) {
  const { api } = useConsole();
  const [file, setFile] = useState<string | undefined>(undefined);
  const [about, setAbout] = useState<CaseSamples | null>(null);
  const { items, error, more, again } = usePages(
    async (start) => {
      const page = await api.get(CaseSamples, `/cases/${caseId}/samples${query({ ...of, file, start })}`);
      setAbout(page);
      return { items: page.samples, next: page.next };
    },
    [caseId, of.standard, of.criterion, of.evaluation, file],
  );
  return (
    <div class="stack">
      {error !== null && <Fault error={error} retry={again} />}
      {about !== null && about.files.length > 1 && (
        <SelectField
          label="File of the log"
          value={about.file}
          onChange={setFile}
          choices={about.files.map((one) => ({ value: one, text: one }))}
        />
      )}
      {items === null && error === null && <Loading what="the samples" />}
      {about !== null && about.withheld !== null && <p class="note">{about.withheld}</p>}
      {items !== null && about !== null && about.withheld === null && (
        <>
          <p role="status" class="quiet">
            {about.total === null ? `${items.length} shown` : `${items.length} of ${about.total}`}
            {about.score !== null && `; values are of ${about.score}, as the review recomputed from`}.
          </p>
          <ol class="list entries" aria-label="Samples">
            {items.map((sample, i) => (
              <li key={i}>
                <Sample sample={sample} n={i + 1} />
              </li>
            ))}
          </ol>
          {more !== null && (
            <button type="button" class="usa-button usa-button--outline" onClick={more}>
              Show more samples
            </button>
          )}
        </>
      )}
    </div>
  );
}

function Sample({ sample, n }: { sample: SampleView; n: number }) {
  const { id, epoch, value, text, truncated, fault, pointer } = sample;
  return (
    <details>
      <summary>
        {id ?? `Sample ${n}`}
        {epoch !== null && epoch !== 1 && `, epoch ${epoch}`}
        {value !== null && `: ${value}`}
        {fault !== null && ': cannot be read'}
      </summary>
      {fault !== null && <p class="note bad">{fault}</p>}
      {fault === null && <pre class="text">{indented(text)}</pre>}
      {truncated && <p class="quiet">It is longer; this is its beginning.</p>}
      <Place pointer={pointer} />
    </details>
  );
}

/** JSON with a line for each of its values; anything else as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
