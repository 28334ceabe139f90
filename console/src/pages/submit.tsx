import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { TextArea } from '../components/fields.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { upload } from '../upload/upload.ts';
import { filesOf, zipOf } from '../upload/zip-folder.ts';

type Sending =
  | { readonly state: 'idle' }
  | { readonly state: 'packing' | 'sending'; readonly done: number; readonly total: number }
  | { readonly state: 'failed'; readonly message: string };

/** Where a vendor hands in a bundle: a zip, or a folder that is packed here. */
export function SubmitPage() {
  const { session } = useConsole();
  const { query } = useLocation();
  const vendor = session.person?.roles.find((role) => role.role === 'vendor');
  return (
    <Page title={query.amends === undefined ? 'Submit a bundle' : 'Send another version of a bundle'}>
      {session.person === null && <SignInFirst what="Submitting" />}
      {session.person !== null && vendor === undefined && <p>Bundles are submitted by people of a vendor.</p>}
      {vendor !== undefined && <Form vendor={vendor.vendor} amends={query.amends} />}
    </Page>
  );
}

function Form({ vendor, amends }: { vendor: string; amends: string | undefined }) {
  const { api } = useConsole();
  const { route } = useLocation();
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const [note, setNote] = useState('');
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Sending>({ state: 'idle' });
  const stop = useRef(new AbortController());
  const busy = sending.state === 'packing' || sending.state === 'sending';
  const [only] = chosen;
  const total = chosen.reduce((sum, { size }) => sum + size, 0);

  async function send(event: Event) {
    event.preventDefault();
    if (only === undefined) return;
    stop.current = new AbortController();
    try {
      const packed = chosen.length === 1 && only.name.endsWith('.zip');
      const files = filesOf(chosen);
      const content = packed ? only : await zipOf(files, (done) => setSending({ state: 'packing', done, total }));
      setSending({ state: 'sending', done: 0, total: content.size });
      const caseId = await upload(api, {
        name: packed ? only.name : 'bundle.zip',
        content,
        vendor,
        ...(amends !== undefined && { amends: { caseId: amends, note } }),
        onProgress: (done) => setSending({ state: 'sending', done, total: content.size }),
        signal: stop.current.signal,
      });
      await opened(caseId);
      route(`/app/cases/${caseId}`);
    } catch (error) {
      const stopped = stop.current.signal.aborted;
      const message = stopped
        ? 'The upload was stopped. Send the same file again, and it goes on where it stopped.'
        : error instanceof Error
          ? error.message
          : String(error);
      setSending({ state: 'failed', message });
    }
  }

  /** A case opens a moment after its upload. */
  async function opened(caseId: string): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      try {
        await api.case(caseId);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  return (
    <form onSubmit={(event) => void send(event)}>
      {amends !== undefined && (
        <>
          <p>
            It replaces the bundle of <a href={`/app/cases/${amends}`}>{amends}</a>, and is checked anew.
          </p>
          <TextArea label="What is other in this version" value={note} onChange={setNote} />
        </>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the fields inside do the same. */}
      <div
        class={`drop ${over ? 'over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          setChosen([...(event.dataTransfer?.files ?? [])].filter(({ name }) => name.endsWith('.zip')).slice(0, 1));
        }}
      >
        <p>Drop a zip here, or choose one, or choose a folder that is packed in this browser.</p>
        <label class="usa-label" for="zip">
          A zip
        </label>
        <input
          id="zip"
          type="file"
          accept=".zip,application/zip"
          onChange={(event) => setChosen([...(event.currentTarget.files ?? [])])}
        />
        <label class="usa-label" for="folder">
          A folder
        </label>
        <input
          id="folder"
          type="file"
          multiple
          ref={(input) => input?.setAttribute('webkitdirectory', '')}
          onChange={(event) => setChosen([...(event.currentTarget.files ?? [])])}
        />
      </div>
      <p role="status">
        {only !== undefined &&
          `${chosen.length === 1 ? only.name : `${chosen.length} files`}, ${(total / 2 ** 20).toFixed(1)} MiB`}
      </p>
      {busy && (
        <p>
          {sending.state === 'packing' ? 'Packing' : 'Uploading'}:{' '}
          {Math.floor((100 * sending.done) / Math.max(1, sending.total))} %
          <progress value={sending.done} max={sending.total} aria-label="Upload" />
        </p>
      )}
      <div aria-live="assertive">
        {sending.state === 'failed' && (
          <p class="note bad">
            <strong>Not submitted.</strong> {sending.message}
          </p>
        )}
      </div>
      <p class="row">
        <button type="submit" class="usa-button" disabled={busy || only === undefined}>
          {amends === undefined ? 'Submit' : 'Send this version'}
        </button>
        {busy && (
          <button type="button" class="usa-button usa-button--outline" onClick={() => stop.current.abort()}>
            Stop
          </button>
        )}
      </p>
    </form>
  );
}
