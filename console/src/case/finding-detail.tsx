import { useEffect, useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { CaseComparison } from '#core/api/versions-wire.ts';
import type { Citation, Finding } from '#core/policy/finding.ts';
import { dayText } from '../components/dates.tsx';
import { Opened } from '../components/opened.tsx';
import { Tag } from '../components/tags.tsx';
import { sentence, words } from '../components/words.ts';
import { FigureChart, figureText, scaleOf } from './figure-chart.tsx';
import { useGone } from './keeping.ts';
import { Place } from './place.tsx';
import { PublishedSources, publishedFor, usePublished } from './published.tsx';
import { referencesOf } from './references.ts';
import type { SamplesOf } from './samples.tsx';

const MARKS = {
  source: 'the figure stands in the named text',
  practice: 'follows the named practice, without its figure',
  proposal: 'a proposal of the standard',
};

/** Everything a finding rests on: what was asked, what was found and why that decides it, the figures, and the place of each. */
export function FindingDetail({
  finding,
  nameOf,
  standard,
  comparison,
}: {
  finding: Finding;
  nameOf: (agency: string) => string;
  standard: string;
  /** Null until it is loaded, and where there is none. */
  comparison: CaseComparison | null;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Opened from the list, and not when the page was: whoever chose it reads on here.
    if (document.activeElement?.closest('.findings') !== null) heading.current?.focus({ preventScroll: true });
  }, []);
  const { criterion, title, evaluation, outcome, severity, kind, agency, source, equivalent, evidence } = finding;
  const gone = useGone();
  const stands = outcome !== 'met' && outcome !== 'not_applicable';
  return (
    <article class="stack" aria-label={`${criterion} ${title}`}>
      <div>
        <h3 ref={heading} tabIndex={-1}>
          {criterion} {title}
        </h3>
        <div class="row">
          <Tag of={outcome} />
          {/* How heavy it would be says nothing against what is met. */}
          <Tag of={stands ? severity : 'none'} text={severity} />
          <span class="quiet">
            {kind} · {nameOf(agency)}
            {evaluation !== undefined && ` · ${evaluation}`}
            {finding.tier !== undefined && ` · sets ${finding.tier}`}
          </span>
        </div>
      </div>
      <dl class="facts">
        <dt>Asked</dt>
        <dd>{finding.required}</dd>
        <dt>Found</dt>
        <dd>{finding.found}</dd>
        <dt>So</dt>
        <dd>{finding.reason}</dd>
        {finding.cure !== undefined && (
          <>
            <dt>Remedy</dt>
            <dd>{finding.cure}</dd>
          </>
        )}
        <dt>Source</dt>
        <dd>
          {source.text}
          {source.url !== undefined && /^https:/.test(source.url) && (
            <>
              {' '}
              (
              <a href={source.url} target="_blank" rel="noreferrer noopener">
                open the source
              </a>
              )
            </>
          )}{' '}
          <span class="quiet">{MARKS[source.mark]}</span>
        </dd>
        {equivalent !== undefined && (
          <>
            <dt>Decided by</dt>
            <dd>
              the rule of {equivalent.criterion} in {equivalent.pack}
            </dd>
          </>
        )}
      </dl>
      <p class="screen">
        <a href={`/app/standards/${standard}#${criterion}`}>What {criterion} asks, and why</a>
      </p>
      {evidence.length === 0 ? (
        <p class="note">
          The finding rests on no evidence in the bundle{finding.missing && ': what the criterion reads is not there'}.
        </p>
      ) : (
        <ol class="list entries" aria-label="Evidence">
          {gone.bundle !== undefined && (
            <li>
              <p class="note warn">
                The files named here were in the bundle, which was given up on {dayText(gone.bundle.slice(0, 10))}.
                Their digests stay: a copy of the vendor’s can be held against them.
              </p>
            </li>
          )}
          {evidence.map((citation, i) => (
            <li key={i}>
              <Evidence {...{ citation, comparison, finding, standard }} />
            </li>
          ))}
        </ol>
      )}
      {gone.bundle === undefined && <BehindIt finding={finding} standard={standard} />}
    </article>
  );
}

const samples = () => import('./samples.tsx').then((part) => part.Samples);

/** The samples of each log that the finding rests on. */
function BehindIt({ finding, standard }: { finding: Finding; standard: string }) {
  const { params } = useRoute();
  const { criterion, evaluation, evidence } = finding;
  const logs = new Set([evaluation, ...evidence.map((one) => one.evaluation)].flatMap((one) => one ?? []));
  return [...logs].map((one) => {
    const of: SamplesOf = { caseId: params.caseId ?? '', standard, criterion, evaluation: one };
    return <Opened key={one} title={`Samples of ${one}`} load={samples} of={of} />;
  });
}

function Evidence({
  citation,
  finding,
  standard,
  comparison,
}: {
  citation: Citation;
  finding: Finding;
  standard: string;
  comparison: CaseComparison | null;
}) {
  const { evaluation, figure, note, pointer } = citation;
  const { threshold } = finding;
  const references = comparison === null ? [] : referencesOf(citation, comparison);
  const published = publishedFor(finding, citation, standard, comparison?.tasks ?? [], usePublished());
  return (
    <>
      {figure !== undefined && (
        <>
          <h4 class="row">
            {evaluation ?? 'Figure'}: {words(figure.metric)} of {figure.score}
          </h4>
          <FigureChart {...{ figure, threshold, references, published }} />
          <PublishedSources figures={published} />
          <FigureTable figure={figure} />
        </>
      )}
      {note !== undefined && <p>{note}</p>}
      <Place pointer={pointer} />
    </>
  );
}

function FigureTable({ figure }: { figure: NonNullable<Citation['figure']> }) {
  const { mean, claimed, interval, n, stderr } = figure;
  const top = scaleOf(figure);
  const difference = mean === null || claimed === null ? null : Math.abs(claimed - mean);
  const rows: readonly (readonly [string, string])[] = [
    ['Claimed', claimed === null ? 'nothing' : figureText(claimed, top)],
    ['Recomputed', mean === null ? 'not possible' : figureText(mean, top)],
    ['Difference', difference === null ? '–' : difference < 1e-9 ? 'none' : figureText(difference, top)],
    [
      'Interval',
      interval === null
        ? 'none'
        : `${figureText(interval.low, top)} to ${figureText(interval.high, top)} (${interval.level * 100}%, ${interval.method})`,
    ],
    ...(stderr === null ? [] : [['Standard error', figureText(stderr, top)] as const]),
    ['Samples', String(n)],
  ];
  return (
    <table class="usa-table usa-table--borderless number">
      <caption class="hidden">{sentence(figure.score)}: claimed and recomputed</caption>
      <tbody>
        {rows.map(([name, text]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
