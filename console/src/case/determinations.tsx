import type { DeterminationBody } from '#core/adjudication/case/parts.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { DayOf, Instant } from '../components/dates.tsx';
import { Tag } from '../components/tags.tsx';
import { usePrinting } from '../components/use-printing.ts';
import { sentence, words } from '../components/words.ts';

type Conditions = Extract<DeterminationBody, { kind: 'concur_with_conditions' }>['conditions'];

/** What an agency said, in full. */
export function DeterminationText({ body }: { body: DeterminationBody }) {
  return (
    <div class="stack">
      <p>
        <Tag of={body.kind} text={sentence(body.kind)} />
      </p>
      {'resolves' in body && body.resolves.length > 0 && (
        <ul class="list">
          {body.resolves.map(({ criterion, evaluation, evidence, reason }) => (
            <li key={`${criterion} ${evaluation}`}>
              Resolves <strong>{criterion}</strong>
              {evaluation !== null && ` on ${evaluation}`}: {reason} <span class="quiet">Evidence: {evidence}</span>
            </li>
          ))}
        </ul>
      )}
      {body.kind === 'concur_with_conditions' && <ConditionTexts conditions={body.conditions} />}
      {body.kind === 'non_concur' && (
        <ul class="list">
          {body.objections.map(({ criterion, evidence, cure }) => (
            <li key={`${criterion} ${evidence}`}>
              Objects by <strong>{criterion}</strong>: {evidence} <span class="quiet">Cure: {cure}</span>
            </li>
          ))}
        </ul>
      )}
      {body.kind === 'request_information' && (
        <ul>
          {body.questions.map(({ criterion, text }) => (
            <li key={text}>
              {text} {criterion !== null && <span class="quiet">({criterion})</span>}
            </li>
          ))}
        </ul>
      )}
      {body.kind === 'not_in_remit' && <p>{body.reason}</p>}
    </div>
  );
}

function ConditionTexts({ conditions }: { conditions: Conditions }) {
  return (
    <ul class="list">
      {conditions.map(({ text, criterion, metric, due, verifier, expires }) => (
        <li key={text}>
          {text} {criterion !== null && <span class="quiet">(covers {criterion})</span>}{' '}
          <span class="quiet">
            {metric}; due <DayOf day={due} />, verified by {verifier}, kept until <DayOf day={expires} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What each agency determined; what is no longer in effect stays readable. */
export function Determinations({
  procedure,
  nameOf,
}: {
  procedure: ProcedureView;
  nameOf: (agency: string) => string;
}) {
  const { determinations, silent, run } = procedure;
  const printing = usePrinting();
  const past = determinations.filter((one) => one.void !== null || one.run !== run);
  const present = determinations.filter((one) => !past.includes(one));
  if (determinations.length === 0 && silent.length === 0) return <p class="quiet">No agency has determined.</p>;
  const item = (one: ProcedureView['determinations'][number]) => (
    <li key={`${one.agency} ${one.n}`} class="stack">
      <h3>
        {nameOf(one.agency)} <span class="quiet">{one.n > 1 && `determination ${one.n}`}</span>
      </h3>
      <DeterminationText body={one.body} />
      <p class="quiet">
        <Instant at={one.at} />
        {one.preparedBy !== null && `, prepared by ${one.preparedBy}`}
        {one.signedBy !== null && `, signed by ${one.signedBy}`}
        {one.signatureNeeded && one.signedBy === null && ', waits for a second signature'}
        {one.void === null
          ? one.inEffect
            ? '. In effect.'
            : '. Not in effect.'
          : `. No longer in effect: ${one.void}`}
      </p>
    </li>
  );
  return (
    <>
      <ul class="list entries">{present.map(item)}</ul>
      {silent.length > 0 && <p>Silent: {silent.map(nameOf).join(', ')}.</p>}
      {past.length > 0 && (
        <details open={printing}>
          <summary>Earlier determinations ({past.length})</summary>
          <ul class="list entries">{past.map(item)}</ul>
        </details>
      )}
    </>
  );
}

/** Votes of the bodies, and what was decided by whom. */
export function Decisions({ procedure, nameOf }: { procedure: ProcedureView; nameOf: (agency: string) => string }) {
  const { votes, decisions } = procedure;
  return (
    <>
      {votes.length > 0 && (
        <ul class="list entries">
          {votes.map((vote) => (
            <li key={`${vote.body} ${vote.agency} ${vote.at}`}>
              {nameOf(vote.agency)} in the {words(vote.body)}: <Tag of={vote.position} />{' '}
              <span class="quiet">
                by {vote.by}, <Instant at={vote.at} />
                {vote.void !== null && `; no longer counts: ${vote.void}`}
              </span>
              {vote.conditions.length > 0 && <ConditionTexts conditions={vote.conditions} />}
            </li>
          ))}
        </ul>
      )}
      <ul class="list entries">
        {decisions.map(({ n, outcome, by, on }) => (
          <li key={n}>
            Decision {n}: <Tag of={outcome} text={sentence(outcome)} /> by {words(by)} on <DayOf day={on} />
          </li>
        ))}
      </ul>
    </>
  );
}
