import { bundleOf, type Files, manifestFor, sha256 } from '../../fixtures/bundle-builder.ts';
import { evalFile, inspectLog } from '../../fixtures/inspect-log.ts';

/** A bundle of so many small logs, each with another number of samples; their evaluations are `log-1`, `log-2` and so on. */
export function manyLogs(count: number): Uint8Array {
  const path = (n: number) => `evals/inspect/${n}.eval`;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const files: Files = Object.fromEntries(numbers.map((n) => [path(n), evalFile(logOf(n))]));
  const manifest = manifestFor(files, {
    evaluations: numbers.map((n) => ({ id: `log-${n}`, path: path(n), configuration: 'capability' })),
    model: { id: MODEL, version: '1.0', weightsDigest: sha256('the weights'), trainingFlop: 1e25 },
  });
  return bundleOf(files, manifest);
}

const MODEL = 'acme/aster-1-20260101';

function logOf(n: number) {
  const samples = Array.from({ length: n }, (_, index) => ({
    id: `q${index}`,
    epoch: 1,
    value: index % 3 === 0 ? 'C' : 'I',
  }));
  return inspectLog({ model: MODEL, samples, metrics: {} });
}
