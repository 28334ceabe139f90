import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { VersionDifferences } from '#core/api/versions-wire.ts';
import { query } from '../api/client.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { SelectField } from '../components/fields.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Outcome, Tag } from '../components/tags.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { useConsole } from '../context.ts';
import { figureText } from './figure-chart.tsx';

/** What is other in a version of the bundle than in one before it, and what that changed. */
export function Differences({ caseId, standard, bundle }: { caseId: string; standard: string; bundle: number }) {
  const { api } = useConsole();
  const [from, setFrom] = useState(String(bundle - 1));
  const [loaded, again] = useLoaded(
    () => api.get(VersionDifferences, `/cases/${caseId}/differences${query({ standard, from, to: String(bundle) })}`),
    [caseId, standard, from, bundle],
  );
  return (
    <div class="stack">
      {bundle > 2 && (
        <SelectField
          label={`Version ${bundle} beside`}
          value={from}
          onChange={setFrom}
          choices={Array.from({ length: bundle - 1 }, (_, i) => ({ value: String(i + 1), text: `Version ${i + 1}` }))}
        />
      )}
      {loaded.state === 'loading' && <Loading what="the differences" />}
      {loaded.state === 'failed' && <Fault error={loaded.error} retry={again} />}
      {loaded.state === 'loaded' && <All of={loaded.value} />}
    </div>
  );
}

type Figure = NonNullable<VersionDifferences['evaluations'][number]['to']>[number];
type Side = NonNullable<VersionDifferences['findings'][number]['to']>;

function All({ of: { verdict, findings, evaluations, files, from, to } }: { of: VersionDifferences }) {
  const changed = files.added.length + files.removed.length + files.changed.length;
  return (
    <>
      <p>
        Version {from}: <Outcome of={verdict.from?.outcome ?? null} /> Version {to}:{' '}
        <Outcome of={verdict.to?.outcome ?? null} />
      </p>
      {findings.length === 0 && <p>No finding that you see has changed.</p>}
      <Rows
        title="Findings that changed"
        head={['Criterion', `Version ${from}`, `Version ${to}`]}
        rows={findings.map(({ criterion, title, evaluation, from: was, to: is }) => ({
          key: `${criterion} ${evaluation}`,
          head: `${criterion} ${title}${evaluation === null ? '' : ` (${evaluation})`}`,
          cells: [<Told key="was" side={was} />, <Told key="is" side={is} />],
        }))}
      />
      <Rows
        title="Evaluations that changed"
        head={['Evaluation', 'Change', `Version ${from}`, `Version ${to}`]}
        rows={evaluations.map(({ evaluation, change, from: was, to: is }) => ({
          key: evaluation,
          head: evaluation,
          cells: [change, figuresText(was), figuresText(is)],
        }))}
      />
      {changed > 0 && (
        <Rows
          title="Files that changed"
          head={['File', 'Change', 'Bytes']}
          rows={[
            ...files.added.map(({ path, bytes }) => row(path, 'added', String(bytes))),
            ...files.removed.map(({ path, bytes }) => row(path, 'removed', String(bytes))),
            ...files.changed.map((one) => row(one.path, 'changed', `${one.from} to ${one.to}`)),
          ]}
        />
      )}
    </>
  );
}

const row = (path: string, change: string, bytes: string) => ({ key: path, head: path, cells: [change, bytes] });

function Rows({
  title,
  head,
  rows,
}: {
  title: string;
  head: readonly string[];
  rows: readonly { key: string; head: string; cells: readonly ComponentChildren[] }[];
}) {
  if (rows.length === 0) return null;
  return (
    <Scroll label={title}>
      <table class="usa-table usa-table--borderless">
        <caption>{title}</caption>
        <thead>
          <tr>
            {head.map((one) => (
              <th key={one} scope="col">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.key}>
              <th scope="row">{one.head}</th>
              {one.cells.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Told({ side }: { side: Side | null }) {
  if (side === null) return <span class="quiet">not there</span>;
  return (
    <>
      <Tag of={side.outcome} /> {side.found}
    </>
  );
}

function figuresText(figures: readonly Figure[] | null): string {
  if (figures === null) return 'not read';
  const texts = figures.map(({ score, mean, interval, n }) => {
    const top = Math.abs(mean) > 1 ? 100 : 1;
    const within = interval === null ? '' : ` (${figureText(interval.low, top)} to ${figureText(interval.high, top)})`;
    return `${score} ${figureText(mean, top)}${within}, n = ${n}`;
  });
  return texts.join('; ') || 'no figure';
}
