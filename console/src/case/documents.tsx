import { useState } from 'preact/hooks';
import { CaseDocument, CaseDocuments, type DocumentEntry } from '#core/api/documents-wire.ts';
import { query } from '../api/client.ts';
import { bytesText } from '../components/bytes.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { sentence } from '../components/words.ts';
import { useConsole } from '../context.ts';
import { Markdown } from '../documents/markdown.tsx';

/** The model card and the other documents of the bundle, to be read here. */
export function Documents({ caseId, standard }: { caseId: string; standard: string }) {
  const { api } = useConsole();
  const [chosen, setChosen] = useState<number | null>(null);
  const [list, again] = useLoaded(
    () => api.get(CaseDocuments, `/cases/${caseId}/documents${query({ standard })}`),
    [caseId, standard],
  );
  if (list.state === 'loading') return <Loading what="the documents" />;
  if (list.state === 'failed') return <Fault error={list.error} retry={again} />;
  const { documents } = list.value;
  if (documents.length === 0) return <p>The manifest lists no document.</p>;
  return (
    <div class="stack">
      <ul class="list entries">
        {documents.map((one) => (
          <li key={one.n}>
            <Entry document={one} open={chosen === one.n} onOpen={() => setChosen(chosen === one.n ? null : one.n)} />
          </li>
        ))}
      </ul>
      {chosen !== null && <Content key={chosen} caseId={caseId} standard={standard} n={chosen} />}
    </div>
  );
}

function Entry({ document, open, onOpen }: { document: DocumentEntry; open: boolean; onOpen: () => void }) {
  const { kind, title, path, bytes, sha256, confidentiality, withheld } = document;
  return (
    <>
      {withheld === null ? (
        <button type="button" class="usa-button usa-button--unstyled" aria-expanded={open} onClick={onOpen}>
          {title ?? path}
        </button>
      ) : (
        <strong>{title ?? path}</strong>
      )}{' '}
      <span class="quiet">
        {sentence(kind.replaceAll('-', ' '))}, {bytesText(bytes)}, {confidentiality}
      </span>
      <br />
      <span class="code">{path}</span> <span class="quiet code">{sha256.replace('sha256:', '')}</span>
      {withheld !== null && <p class="note">{withheld}</p>}
    </>
  );
}

function Content({ caseId, standard, n }: { caseId: string; standard: string; n: number }) {
  const { api } = useConsole();
  const [loaded, again] = useLoaded(
    () => api.get(CaseDocument, `/cases/${caseId}/documents/${n}${query({ standard })}`),
    [caseId, standard, n],
  );
  if (loaded.state === 'loading') return <Loading what="the document" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} retry={again} />;
  const { document, format, text, truncated } = loaded.value;
  const name = document.title ?? document.path;
  return (
    <article class="document" aria-label={name}>
      {format === 'markdown' && <Markdown text={text} />}
      {format === 'text' && <pre class="text">{text}</pre>}
      {format === 'other' && <p class="note">{name} is no text. It is in the bundle, under the digest above.</p>}
      {truncated && <p class="note">The document is longer; this is its beginning.</p>}
    </article>
  );
}
