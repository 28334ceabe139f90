import type { Point } from '#core/adjudication/case/parts.ts';
import type { Verdict } from '#core/adjudication/verdict.ts';
import type { Finding } from '#core/policy/finding.ts';
import { Scroll } from '../components/scroll.tsx';
import { Tag } from '../components/tags.tsx';
import { words } from '../components/words.ts';
import { findingKey } from './finding-order.ts';

/** The verdict so far and why, heaviest reason first; each leads to its finding, where the reader may see it. */
export function Why({ verdict, linkTo }: { verdict: Verdict; linkTo: (finding: string) => string | null }) {
  const { reasons, summary, decision } = verdict;
  return (
    <section class="panel" aria-labelledby="why">
      <h2 id="why">Why</h2>
      <p>{summary}</p>
      {decision !== undefined && decision.because !== null && <p>{decision.because}</p>}
      {reasons.length > 0 && (
        <ol class="list reasons">
          {reasons.map(({ criterion, evaluation, text, outcome, severity, cure }) => {
            const link = linkTo(findingKey({ criterion, evaluation }));
            return (
              <li key={`${criterion} ${evaluation}`}>
                <span class="row">
                  <Tag of={outcome} /> <Tag of={severity} />
                  {link === null ? <strong>{criterion}</strong> : <a href={link}>{criterion}</a>}
                </span>
                <p>{text}</p>
                {cure !== undefined && <p class="quiet">Remedy: {cure}</p>}
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

/** What stands in the way of a clearance. */
export function OpenPoints({
  points,
  returned,
  findings,
  nameOf,
  linkTo,
}: {
  points: readonly Point[];
  /** The submission went back to its vendor before it was judged. */
  returned: boolean;
  findings: readonly Finding[];
  nameOf: (agency: string) => string;
  linkTo: (finding: string) => string | null;
}) {
  const ordered = points.toSorted((a, b) => weight(a) - weight(b));
  return (
    <section class="panel" aria-labelledby="points">
      <h2 id="points">Open points ({points.length})</h2>
      {points.length === 0 ? (
        <p>
          {returned
            ? 'The submission was returned before it was judged; what has to be put right is above.'
            : 'Nothing of the checks stands in the way of a clearance.'}
        </p>
      ) : (
        <ul class="list entries">
          {ordered.map((point) => {
            const { criterion, evaluation, agency, severity, outcome, origin } = point;
            const finding = findings.find(
              (one) => one.criterion === criterion && (one.evaluation ?? null) === evaluation,
            );
            return (
              <li key={`${criterion} ${evaluation}`}>
                <span class="row">
                  <Tag of={severity} /> <Tag of={outcome} />
                  {finding === undefined ? (
                    <strong>{criterion}</strong>
                  ) : (
                    <a href={linkTo(findingKey(finding)) ?? '#findings'}>
                      {criterion} {finding.title}
                    </a>
                  )}
                </span>
                <span class="quiet">
                  {nameOf(agency)}
                  {evaluation !== null && ` · ${evaluation}`}
                  {origin === 'breach' && ' · from a condition that was not kept'} · {effectOf(point)}
                </span>
                {finding !== undefined && <p>{finding.found}</p>}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

const weight = ({ severity, outcome }: Point) =>
  (severity === 'blocker' ? 0 : 2) + (outcome === 'inconclusive' ? 1 : 0);

const effectOf = ({ severity, outcome }: Point): string =>
  severity === 'blocker' && outcome !== 'inconclusive'
    ? 'bars every clearance'
    : 'allows no more than conditions or staged access';

/** How the findings of each agency came out. */
export function Counts({ verdict }: { verdict: Verdict }) {
  const all = ['not_met', 'inconclusive', 'error', 'met', 'not_applicable'] as const;
  const outcomes = all.filter((one) => one !== 'error' || verdict.agencies.some(({ counts }) => counts.error > 0));
  return (
    <Scroll label="Findings by agency and outcome">
      <table class="usa-table usa-table--borderless number">
        <caption class="hidden">Findings by agency and outcome</caption>
        <thead>
          <tr>
            <th scope="col">Agency</th>
            {outcomes.map((one) => (
              <th scope="col" key={one}>
                {words(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {verdict.agencies.map(({ agency, name, counts, failed }) => (
            <tr key={agency}>
              <th scope="row">
                {name} {failed && <Tag of="error" text="its check failed" />}
              </th>
              {outcomes.map((one) => (
                <td key={one}>{counts[one]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
