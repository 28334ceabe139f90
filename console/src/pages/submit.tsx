import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { TextArea } from '../components/fields.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { words } from '../components/words.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { advisesAgainst, PreflightResult } from '../preflight/preflight-result.tsx';
import { type Checking, usePreflight } from '../preflight/use-preflight.ts';
import { ChooseBundle } from '../upload/choose-bundle.tsx';
import { upload } from '../upload/upload.ts';
import { type Packed, usePacked } from '../upload/use-packed.ts';

type Sending =
  | { readonly state: 'idle' }
  | { readonly state: 'sending'; readonly done: number; readonly total: number }
  | { readonly state: 'failed'; readonly message: string };

const NONE: readonly File[] = [];

/** Where a vendor hands in a bundle: a zip, or a folder that is packed here. It is checked in the browser before anything is uploaded. */
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
  const [chosen, setChosen] = useState(NONE);
  const [note, setNote] = useState('');
  const [sending, setSending] = useState<Sending>({ state: 'idle' });
  const stop = useRef(new AbortController());
  const packed = usePacked(chosen);
  const content = packed.state === 'packed' ? packed.content : null;
  const checking = usePreflight(content);
  const busy = sending.state === 'sending';
  const against = checking.state === 'checked' && advisesAgainst(checking.preflight);

  async function send(event: Event) {
    event.preventDefault();
    if (packed.state !== 'packed') return;
    const { name, content } = packed;
    stop.current = new AbortController();
    try {
      setSending({ state: 'sending', done: 0, total: content.size });
      const caseId = await upload(api, {
        name,
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
      <ChooseBundle onChoose={setChosen} />
      <Chosen chosen={chosen} packed={packed} />
      <Check checking={checking} size={content?.size ?? 0} />
      {busy && <Progress what="Uploading" done={sending.done} total={sending.total} />}
      <div aria-live="assertive">
        {sending.state === 'failed' && (
          <p class="note bad">
            <strong>Not submitted.</strong> {sending.message}
          </p>
        )}
      </div>
      <p class="row">
        <button type="submit" class="usa-button" disabled={busy || packed.state !== 'packed'}>
          {amends === undefined ? 'Submit' : 'Send this version'}
          {against && ' all the same'}
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

function Chosen({ chosen, packed }: { chosen: readonly File[]; packed: Packed }) {
  const [only] = chosen;
  const total = chosen.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <p role="status">
        {only !== undefined &&
          `${chosen.length === 1 ? only.name : `${chosen.length} files`}, ${(total / 2 ** 20).toFixed(1)} MiB`}
      </p>
      {packed.state === 'packing' && <Progress what="Packing" done={packed.done} total={packed.total} />}
      {packed.state === 'failed' && <p class="note bad">The folder cannot be packed: {packed.message}</p>}
    </>
  );
}

/** How the check in this browser stands. Whatever it comes to, the vendor may submit. */
function Check({ checking, size }: { checking: Checking; size: number }) {
  return (
    <>
      {checking.state === 'checking' && <Progress what="Checking in this browser" done={checking.read} total={size} />}
      <div role="status">
        {checking.state === 'failed' && (
          <p class="note warn">
            <strong>The bundle could not be checked in this browser:</strong> {checking.message} You may submit it; the
            review says what it finds.
          </p>
        )}
        {checking.state === 'checked' && advisesAgainst(checking.preflight) && (
          <p class="note warn">
            <strong>As it is, the bundle would be {words(checking.preflight.verdict.outcome)}.</strong> What to do about
            it is below. You may submit it all the same.
          </p>
        )}
      </div>
      {checking.state === 'checked' && <PreflightResult preflight={checking.preflight} document={checking.document} />}
    </>
  );
}

function Progress({ what, done, total }: { what: string; done: number; total: number }) {
  return (
    <p>
      {what}: {Math.floor((100 * done) / Math.max(1, total))} %
      <progress value={done} max={Math.max(1, total)} aria-label={what} />
    </p>
  );
}
