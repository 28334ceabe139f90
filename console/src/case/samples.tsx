import { useMemo, useState } from 'preact/hooks';
import { CaseSamples, type SampleView } from '#core/api/samples-wire.ts';
import { query } from '../api/client.ts';
import { bytesText } from '../components/bytes.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { SelectField } from '../components/fields.tsx';
import { usePages } from '../components/use-pages.ts';
import { useConsole } from '../context.ts';
import { Place } from './place.tsx';
import { ConversationView } from './sample/conversation-view.tsx';
import { readSample } from './sample/read-sample.ts';

export interface SamplesOf {
  readonly caseId: string;
  readonly standard: string;
  readonly criterion: string;
  readonly evaluation: string;
}

/** The samples behind a finding, page by page. What they hold is text, whatever it looks like. */
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
  const { id, epoch, value, fault } = sample;
  const [opened, setOpened] = useState(false);
  return (
    <details onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>
        {id ?? `Sample ${n}`}
        {epoch !== null && epoch !== 1 && `, epoch ${epoch}`}
        {value !== null && `: ${value}`}
        {fault !== null && ': cannot be read'}
      </summary>
      {opened && <Content sample={sample} />}
    </details>
  );
}

/** A sample as a conversation where it can be read as one, and as it stands in the log. */
function Content({ sample: { text, truncated, fault, pointer } }: { sample: SampleView }) {
  const read = useMemo(() => readSample(text), [text]);
  if (fault !== null)
    return (
      <>
        <p class="note bad">{fault}</p>
        <Place pointer={pointer} />
      </>
    );
  return (
    <div class="stack sample">
      {truncated && (
        <p class="note">
          Only the first {bytesText(text.length)} of this sample are shown. What the log has after that, often the
          scores, is missing here; the place of all of it is below.
        </p>
      )}
      {read !== null && <ConversationView conversation={read.conversation} />}
      {read === null ? (
        <pre class="text">{indented(text)}</pre>
      ) : (
        <details>
          <summary>As it stands in the log ({bytesText(text.length)})</summary>
          <pre class="text">{indented(text)}</pre>
        </details>
      )}
      <details open={read === null}>
        <summary>Where it is</summary>
        <Place pointer={pointer} />
      </details>
    </div>
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
