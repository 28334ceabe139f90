import { useState } from 'preact/hooks';
import { NoticeSettingsView, type PutNoticeSettings } from '#core/api/notices.ts';
import { Topic } from '#core/notices/topics.ts';
import { query } from '../api/client.ts';
import { Instant } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { CheckField, TextField } from '../components/fields.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { useConsole } from '../context.ts';

const TOPICS: Readonly<Record<Topic, string>> = {
  action: 'Something is to be done',
  decision: 'How a case ends, or begins anew',
  progress: 'A step on the way',
  due_date: 'A due date comes near',
};

/** Where a party is told, and of what. */
export function Settings({ party }: { party: string }) {
  const { api } = useConsole();
  const path = `/notices/settings${query({ party })}`;
  const [loaded, again] = useLoaded(() => api.get(NoticeSettingsView, path), [party]);
  const [saved, setSaved] = useState<NoticeSettingsView | null>(null);
  if (loaded.state === 'loading') return <Loading what="the settings" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} retry={again} />;
  return (
    <section class="panel" aria-labelledby="settings">
      <h2 id="settings">Where {party.replace(':', ' ')} is told</h2>
      <Form
        key={saved === null ? 'loaded' : JSON.stringify(saved)}
        view={saved ?? loaded.value}
        save={async (settings) => setSaved(await api.send(NoticeSettingsView, 'PUT', path, settings))}
      />
      <div role="status">{saved !== null && <Secret view={saved} />}</div>
    </section>
  );
}

function Secret({ view: { secret } }: { view: NoticeSettingsView }) {
  return (
    <div class="note good">
      <p>The settings are saved.</p>
      {secret?.value !== undefined && (
        <p>
          The secret with which webhooks are signed is shown this once: <span class="code">{secret.value}</span>
          {secret.previousUntil !== null && (
            <>
              . The one before signs as well until <Instant at={secret.previousUntil} />
            </>
          )}
          .
        </p>
      )}
    </div>
  );
}

interface Channel {
  readonly to: string;
  readonly about: ReadonlySet<Topic>;
}

function Form({
  view: { email, webhook, secret },
  save,
}: {
  view: NoticeSettingsView;
  save: (settings: PutNoticeSettings) => Promise<void>;
}) {
  const all = new Set(Topic.options);
  const [mail, setMail] = useState<Channel>({
    to: email?.addresses.join(', ') ?? '',
    about: email === null ? all : new Set(email.about),
  });
  const [post, setPost] = useState<Channel>({
    to: webhook?.url ?? '',
    about: webhook === null ? all : new Set(webhook.about),
  });
  const [rotateSecret, setRotate] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const addresses = mail.to.split(/[\s,]+/).filter(Boolean);
    setBusy(true);
    try {
      await save({
        email: addresses.length === 0 ? null : { addresses, about: [...mail.about] },
        webhook: post.to.trim() === '' ? null : { url: post.to.trim(), about: [...post.about] },
        rotateSecret,
      });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {error !== null && <Fault error={error} />}
      <div class="pair">
        <Where
          legend="By mail"
          label="Addresses"
          hint="Separated by commas; left empty, nothing is mailed"
          channel={mail}
          onChange={setMail}
        />
        <Where
          legend="By webhook"
          label="Address"
          hint="https; each notice is posted there, signed. Left empty, nothing is posted"
          channel={post}
          onChange={setPost}
        />
      </div>
      {secret !== null && (
        <>
          <p class="quiet">
            The present secret was made on <Instant at={secret.madeAt} />.
          </p>
          <CheckField label="Make a new signing secret" checked={rotateSecret} onChange={setRotate} />
        </>
      )}
      <button type="submit" class="usa-button" disabled={busy}>
        Save
      </button>
    </form>
  );
}

function Where({
  legend,
  label,
  hint,
  channel,
  onChange,
}: {
  legend: string;
  label: string;
  hint: string;
  channel: Channel;
  onChange: (channel: Channel) => void;
}) {
  const { to, about } = channel;
  const set = (topic: Topic, on: boolean) =>
    onChange({ to, about: new Set(Topic.options.filter((one) => (one === topic ? on : about.has(one)))) });
  return (
    <fieldset class="usa-fieldset">
      <legend class="usa-legend">{legend}</legend>
      <TextField
        label={label}
        hint={hint}
        required={false}
        value={to}
        onChange={(next) => onChange({ to: next, about })}
      />
      {Topic.options.map((topic) => (
        <CheckField key={topic} label={TOPICS[topic]} checked={about.has(topic)} onChange={(on) => set(topic, on)} />
      ))}
    </fieldset>
  );
}
