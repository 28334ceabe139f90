import { useEffect, useMemo } from 'preact/hooks';
import type { Preflight } from '#core/api/preflight.ts';
import type { Guidance } from '#core/policy/guidance/guidance.ts';
import { Outcome, Tag } from '../components/tags.tsx';
import { count, words } from '../components/words.ts';

/** Outcomes after which nobody would submit who has read them. */
const HOPELESS: readonly string[] = ['returned', 'not_cleared'];

/** Whether the pipeline would turn the bundle down as it is, under the first standard that it seeks. */
export const advisesAgainst = ({ verdict }: Preflight): boolean => HOPELESS.includes(verdict.outcome);

/** What the review would say of a bundle, before anybody else has seen it: the verdict under each standard, and what is still to do. */
export function PreflightResult({ preflight, document: text }: { preflight: Preflight; document: string }) {
  const { verdicts, guidance } = preflight;
  return (
    <section class="panel" aria-labelledby="preflight">
      <h2 id="preflight">What the review would say</h2>
      <p>
        The rules of the review have judged the bundle in this browser, without its leaving this computer. The pipeline
        comes to the same findings, byte for byte, whether or not you change anything first.
      </p>
      {verdicts.map(({ verdict, findings }) => {
        const standard = `${verdict.pack.id}/${verdict.pack.version}`;
        const next = guidance.find((one) => one.standard === standard);
        return (
          <section key={standard} class="stack" aria-label={standard}>
            <h3 class="row">
              {standard} <Outcome of={verdict.outcome} />
            </h3>
            <p>{verdict.summary}</p>
            <p class="quiet">
              Tier {verdict.tier ?? 'not set'} · {count(findings.length, 'finding')}
              {next?.track != null &&
                ` · ${next.track.title}, decided within ${trackText(next.track.due)} of acceptance`}
            </p>
            {next !== undefined && <Steps guidance={next} />}
          </section>
        );
      })}
      <Save text={text} />
    </section>
  );
}

const trackText = ({ days, calendar }: { days: number; calendar: string }) => count(days, `${calendar} day`);

/** The document at an address of its own: it comes from this page, and no request is made for it. */
function Save({ text }: { text: string }) {
  const address = useMemo(() => URL.createObjectURL(new Blob([text], { type: 'application/json' })), [text]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <p>
      <a class="usa-button usa-button--outline" href={address} download="preflight.json">
        Save the findings (JSON)
      </a>
    </p>
  );
}

function Steps({ guidance: { steps } }: { guidance: Guidance }) {
  if (steps.length === 0) return <p class="note good">Nothing is left to do.</p>;
  return (
    <ol class="list entries" aria-label="To do, what changes the outcome most first">
      {steps.map(({ criterion, title, severity, outcome, evaluations, what, how, effect }) => (
        <li key={`${criterion} ${what}`}>
          <span class="row">
            <Tag of={outcome} /> <Tag of={severity} />
            <strong>
              {criterion} {title}
            </strong>
          </span>
          <p>
            {what} {evaluations.length > 0 && <span class="quiet">({evaluations.join(', ')})</span>}
          </p>
          <p class="quiet">
            Remedy: {how} Left as it is, and were nothing else open, the outcome would be {words(effect)}.
          </p>
        </li>
      ))}
    </ol>
  );
}
