import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem } from '../api/client.ts';
import { eventText, type LoggedEvent } from '../case/event-words.ts';
import { SelectField } from '../components/fields.tsx';
import { type Refusal, Refused, refusalOf } from '../components/refused.tsx';
import { useConsole } from '../context.ts';
import type { ActionInput } from './action.ts';

interface ActProps {
  readonly title: string;
  readonly caseId: string;
  readonly standard: string;
  /** The last event that the person has seen. */
  readonly lastSeq: number;
  readonly roles: readonly string[];
  readonly as: string;
  readonly onRole: (as: string) => void;
  /** The action that the form stands for; null where something is still to be filled in. */
  readonly action: () => ActionInput | null;
  readonly submit: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly onMoved: () => Promise<void>;
  readonly children: ComponentChildren;
}

type Sending =
  | { readonly state: 'idle' }
  | { readonly state: 'sending' }
  | ({ readonly state: 'refused' } & Refusal)
  | { readonly state: 'moved'; readonly since: readonly LoggedEvent[] };

/**
 * The frame of a form on a case. It sends what the person saw with what they want: where the case has moved on meanwhile, nothing is done,
 * what was written stays, and what happened is shown, so that they decide again.
 */
export function Act(props: ActProps) {
  const { api } = useConsole();
  const { caseId, standard, lastSeq, as, roles } = props;
  const [sending, setSending] = useState<Sending>({ state: 'idle' });
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useRef(crypto.randomUUID());
  const seen = useRef(lastSeq);
  useEffect(() => heading.current?.focus(), []);

  async function send(event: Event) {
    event.preventDefault();
    const action = props.action();
    if (action === null)
      return setSending({ state: 'refused', message: 'Something is still to be filled in.', signIn: false });
    setSending({ state: 'sending' });
    try {
      await api.command(caseId, { id: id.current, standard, as, expected: seen.current, do: action });
      props.onDone();
    } catch (error) {
      const { lastSeq: now } = await movedTo();
      if (error instanceof ApiProblem && error.status === 409 && now > seen.current) {
        const { events } = await api.events(caseId);
        setSending({ state: 'moved', since: events.filter(({ seq }) => seq > seen.current) });
        seen.current = now;
        await props.onMoved();
      } else setSending({ state: 'refused', ...refusalOf(error) });
    }
  }

  async function movedTo(): Promise<{ lastSeq: number }> {
    try {
      return (await api.case(caseId)).case;
    } catch {
      return { lastSeq: seen.current };
    }
  }

  return (
    <section class="panel screen" aria-labelledby="act">
      <h2 id="act" ref={heading} tabIndex={-1}>
        {props.title}
      </h2>
      <form onSubmit={(event) => void send(event)}>
        {roles.length > 1 && (
          <SelectField
            label="In which role"
            value={as}
            onChange={props.onRole}
            choices={roles.map((role) => ({ value: role, text: role }))}
          />
        )}
        {props.children}
        <div aria-live="assertive">
          {sending.state === 'refused' && <Refused message={sending.message} signIn={sending.signIn} />}
          {sending.state === 'moved' && (
            <div class="note warn">
              <p>
                <strong>The case has moved on while you wrote.</strong> Nothing was sent, and what you wrote is kept.
                Since then:
              </p>
              <ul>
                {sending.since.map((event) => (
                  <li key={event.seq}>{eventText(event)}</li>
                ))}
              </ul>
              <p>Send it again if it still holds.</p>
            </div>
          )}
        </div>
        <p class="row">
          <button type="submit" class="usa-button" disabled={sending.state === 'sending'}>
            {sending.state === 'sending' ? 'Sending…' : props.submit}
          </button>
          <button type="button" class="usa-button usa-button--unstyled" onClick={props.onClose}>
            Close, and keep what I wrote
          </button>
        </p>
      </form>
    </section>
  );
}
