import { useState } from 'preact/hooks';
import { NoticeList, type NoticeView, ReplayedNotice } from '#core/api/notices.ts';
import { query } from '../api/client.ts';
import { Instant } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { Tag } from '../components/tags.tsx';
import { usePages } from '../components/use-pages.ts';
import { words } from '../components/words.ts';
import { useConsole } from '../context.ts';

/** What a party was told, newest first, and what became of it. */
export function Outbox({ party }: { party: string }) {
  const { api } = useConsole();
  const [replayed, setReplayed] = useState<ReadonlyMap<string, NoticeView>>(new Map());
  const [problem, setProblem] = useState<unknown>(null);
  const { items, error, more, again } = usePages(
    async (start) => {
      const { notices, next } = await api.get(NoticeList, `/notices${query({ party, start })}`);
      return { items: notices, next };
    },
    [party],
  );
  const replay = async (id: string) => {
    try {
      const { notice } = await api.send(ReplayedNotice, 'POST', `/notices/${id}/replay${query({ party })}`, {});
      setReplayed((before) => new Map(before).set(id, notice));
      setProblem(null);
    } catch (fault) {
      setProblem(fault);
    }
  };
  return (
    <section class="panel" aria-labelledby="outbox">
      <h2 id="outbox">What was sent</h2>
      {error !== null && <Fault error={error} retry={again} />}
      {problem !== null && <Fault error={problem} />}
      {items === null && error === null && <Loading what="the notices" />}
      {items?.length === 0 && <p>Nothing was sent yet. What is sent is kept here for 90 days.</p>}
      <ul class="list entries">
        {items?.map((one) => (
          <li key={one.id} class="stack">
            <Notice notice={replayed.get(one.id) ?? one} onReplay={() => void replay(one.id)} />
          </li>
        ))}
      </ul>
      {more !== null && (
        <button type="button" class="usa-button usa-button--outline" onClick={more}>
          Show older notices
        </button>
      )}
    </section>
  );
}

const STATES = { pending: 'open', sent: 'met', failed: 'error' } as const;

function Notice({ notice, onReplay }: { notice: NoticeView; onReplay: () => void }) {
  const { subject, text, channel, topic, caseId, at, state, attempts, lastError, sentAt } = notice;
  return (
    <>
      <div class="row">
        <Tag of={STATES[state]} text={state} />
        <strong>{subject}</strong>
        <span class="quiet">
          {channel}, {words(topic)}, <Instant at={at} />
        </span>
      </div>
      <p>{text}</p>
      <p class="quiet">
        <a href={`/app/cases/${caseId}`}>The case</a>. {attempts} {attempts === 1 ? 'attempt' : 'attempts'}
        {sentAt !== null && (
          <>
            , sent <Instant at={sentAt} />
          </>
        )}
        {lastError !== null && `. ${lastError}`}
      </p>
      <button
        type="button"
        class="usa-button usa-button--outline"
        aria-label={`Send again: ${subject}`}
        onClick={onReplay}
      >
        Send again
      </button>
    </>
  );
}
