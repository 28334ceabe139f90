import { CaseComparison, type ComparedRun } from '#core/api/versions-wire.ts';
import { query } from '../api/client.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { Scroll } from '../components/scroll.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { count } from '../components/words.ts';
import { useConsole } from '../context.ts';
import { figureText } from './figure-chart.tsx';
import { IntervalChart } from './interval-chart.tsx';

/** Runs of the bundle beside those of reference models, and beside themselves in the version before. */
export function Comparison({ caseId, standard }: { caseId: string; standard: string }) {
  const { api } = useConsole();
  const [loaded, again] = useLoaded(
    () => api.get(CaseComparison, `/cases/${caseId}/comparison${query({ standard })}`),
    [caseId, standard],
  );
  if (loaded.state === 'loading') return <Loading what="the comparison" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} retry={again} />;
  const { comparisons } = loaded.value;
  if (comparisons.length === 0)
    return <p>The bundle has no run of a reference model on the tasks that you see, and no run that changed.</p>;
  return (
    <ul class="list entries">
      {comparisons.map((one) => (
        <li key={`${one.evaluation} ${one.against} ${one.with}`} class="stack">
          <Compared run={one} />
        </li>
      ))}
    </ul>
  );
}

interface Measured {
  readonly first: number;
  readonly second: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly basis: string;
  readonly test: string | null;
}

function Compared({ run }: { run: ComparedRun }) {
  const { evaluation, against, with: other, model, bundle, score, why } = run;
  const measured = measuredIn(run);
  const beside =
    against === 'reference' ? `${model || other}, a reference model` : `itself in version ${bundle} of the bundle`;
  return (
    <>
      <h3>
        {evaluation} beside {beside}
      </h3>
      {measured === null ? <p class="note">Not compared: {why}.</p> : <Figures {...{ measured, score, evaluation }} />}
      {measured !== null && why !== null && <p class="quiet">By their means, because {why}.</p>}
    </>
  );
}

function Figures({ measured, score, evaluation }: { measured: Measured; score: string | null; evaluation: string }) {
  const { first, second, difference, low, high, basis, test } = measured;
  const top = Math.max(Math.abs(first), Math.abs(second)) > 1 ? 100 : 1;
  const signed = (value: number) => `${value > 0 ? '+' : ''}${figureText(value, top)}`;
  const interval = `${signed(low)} to ${signed(high)}`;
  return (
    <>
      <IntervalChart
        {...{ value: difference, low, high }}
        text={`Difference ${signed(difference)}; interval ${interval}`}
      />
      <Scroll label={`${evaluation} in figures`}>
        <table class="usa-table usa-table--borderless number">
          <caption class="hidden">{evaluation}: this run and the other</caption>
          <thead>
            <tr>
              <th scope="col">Score</th>
              <th scope="col">This run</th>
              <th scope="col">The other</th>
              <th scope="col">Difference</th>
              <th scope="col">95% interval</th>
              <th scope="col">Samples</th>
              <th scope="col">Test</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>{score}</td>
              <td>{figureText(first, top)}</td>
              <td>{figureText(second, top)}</td>
              <td>{signed(difference)}</td>
              <td>{interval}</td>
              <td>{basis}</td>
              <td>{test ?? 'none'}</td>
            </tr>
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

/** Sample by sample where that could be, otherwise by the means. */
function measuredIn({ paired, unpaired }: ComparedRun): Measured | null {
  if (paired !== null && paired.interval !== null) {
    const { first, second, difference, interval, n, onlyFirst, onlySecond, test, pValue } = paired;
    const alone = onlyFirst + onlySecond;
    return {
      ...{ first, second, difference, low: interval.low, high: interval.high },
      basis: `${count(n, 'shared sample')}${alone === 0 ? '' : `, ${alone} of one run alone`}`,
      test: `${test === 'mcnemar' ? 'McNemar' : 'sign test'}, p ${pValue < 0.001 ? 'below 0.001' : `= ${pValue.toFixed(3)}`}`,
    };
  }
  if (unpaired === null) return null;
  const { n, m, ...figures } = unpaired;
  return { ...figures, basis: `${n} and ${m}`, test: null };
}
