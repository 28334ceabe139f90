import { sentence } from '../../components/words.ts';
import type { Conversation, Part, SampleScore, Turn } from './conversation.ts';
import { LongText } from './long-text.tsx';

/** Most characters of a value that stands in a line. */
const BRIEF = 80;

/** Who speaks, as somebody would say it. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['assistant', 'Model'],
  ['prompt', 'Prompt'],
]);
const KNOWN: ReadonlySet<string> = new Set(['system', 'user', 'assistant', 'tool']);

/** A sample as a conversation: what was said, what was asked for, how it was scored, and what went wrong. */
export function ConversationView({ conversation }: { conversation: Conversation }) {
  const { turns, facts, scores, problems } = conversation;
  return (
    <div class="stack">
      {problems.map((problem) => (
        <div key={problem} class="note warn">
          <LongText text={problem} label="it" />
        </div>
      ))}
      {turns.length > 0 && (
        <ol class="list turns" aria-label="Conversation">
          {turns.map((turn, i) => (
            <li key={i} class={`turn ${KNOWN.has(turn.role) ? turn.role : ''}`}>
              <Said turn={turn} />
            </li>
          ))}
        </ol>
      )}
      {facts.length > 0 && (
        <dl class="facts">
          {facts.map(([name, text]) => (
            <Fact key={name} name={name} text={text} />
          ))}
        </dl>
      )}
      {scores.length > 0 && <Scores scores={scores} />}
    </div>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <LongText text={text} label={name.toLowerCase()} />
      </dd>
    </>
  );
}

function Said({ turn: { role, tool, parts, error } }: { turn: Turn }) {
  return (
    <>
      <p class="role">
        {ROLES.get(role) ?? sentence(role)}
        {tool !== null && <span class="code"> {tool}</span>}
      </p>
      {parts.length === 0 && error === null && <p class="quiet">Nothing</p>}
      {parts.map((part, i) => (
        <PartOf key={i} part={part} />
      ))}
      {error !== null && (
        <div class="note bad">
          <LongText text={`Error: ${error}`} label="the error" />
        </div>
      )}
    </>
  );
}

function PartOf({ part }: { part: Part }) {
  switch (part.kind) {
    case 'text':
      return <LongText text={part.text} label="the message" />;
    case 'reasoning':
      return (
        <div class="aside">
          <span class="quiet">Reasoning</span>
          <LongText text={part.text} label="the reasoning" />
        </div>
      );
    case 'call':
      return (
        <div class="aside">
          <span class="quiet">
            Calls <span class="code">{part.tool}</span>
          </span>
          <LongText text={part.text} label="the call" />
          {part.error !== null && <p class="note bad">The call cannot be read: {part.error}</p>}
        </div>
      );
    case 'other':
      return <p class="quiet">Not shown here: {part.text}</p>;
  }
}

function Scores({ scores }: { scores: readonly SampleScore[] }) {
  return (
    <>
      <p class="role">{scores.length === 1 ? 'Score' : 'Scores'}</p>
      <dl class="facts">
        {scores.map((score) => (
          <Scored key={score.name} score={score} />
        ))}
      </dl>
    </>
  );
}

function Scored({ score: { name, value, answer, explanation } }: { score: SampleScore }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {value.length > BRIEF ? <LongText text={value} label="the value" /> : <strong>{value}</strong>}
        {answer !== null && answer !== '' && (
          <div class="aside">
            <span class="quiet">Answer that was scored</span>
            <LongText text={answer} label="the answer" />
          </div>
        )}
        {explanation !== null && explanation !== '' && explanation !== answer && (
          <div class="aside">
            <span class="quiet">Explanation</span>
            <LongText text={explanation} label="the explanation" />
          </div>
        )}
      </dd>
    </>
  );
}
