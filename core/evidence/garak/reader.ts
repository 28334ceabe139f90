import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { figureFlags, toClaims, toRecomputed } from '../figures/figure.ts';
import { atMostEach } from '../flags/at-most-each.ts';
import { modelNameFlags } from '../flags/model-flags.ts';
import { firstKeys } from '../json/first-keys.ts';
import type { LogPart, LogReader } from '../log-reader.ts';
import type { LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { unreadable } from '../unreadable.ts';
import { figuresOf } from './figures.ts';
import { type Report, readReport } from './report.ts';

/** garak's `*.report.jsonl`, from its first versions on. */
export const garak: LogReader = {
  formats: [
    {
      format: 'garak',
      looksFor: 'JSON Lines whose objects have "entry_type" ("start_run setup", "init", "attempt", "eval")',
    },
  ],
  companions: () => null,
  recognizes: async (head) => (firstKeys(head)?.keys.has('entry_type') ? 'report' : null),
  logAt: () => 'file',
  read,
};

async function read(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const [first, ...others] = parts;
  if (!first) return unreadable('garak', { sha256: '', bytes: 0 }, []);
  await using file = await source.open(first.path);
  return toEvidence(await readReport(file, first.path), others, io);
}

function toEvidence(report: Report, others: readonly LogPart[], io: ReaderIo): Evidence {
  const { passed, setup, attempts, ended } = report;
  const pointer: Pointer = { file: passed.file, bytes: [0, passed.bytes], sha256: passed.sha256 };
  const type = setup['plugins.target_type'] ?? setup['plugins.model_type'] ?? '';
  const model = setup['plugins.target_name'] ?? setup['plugins.model_name'] ?? type;
  const { figures, flags } = figuresOf(report, pointer);
  io.keepScores?.(figures);
  const probes = [...new Set([...attempts, ...report.evals].map(({ probe }) => probe))].sort();
  const outputs = attempts.map(({ results }) =>
    [...results.values()].reduce((most, values) => Math.max(most, values.length), 0),
  );
  const nothing = attempts.length === 0 && report.evals.length === 0;
  return {
    ...unreadable('garak', { sha256: passed.sha256, bytes: passed.bytes }, []),
    tool: `garak ${report.version ?? ''}`.trim(),
    task: probes.length === 1 ? (probes[0] ?? '') : 'garak',
    model,
    status: nothing ? 'unreadable' : ended ? 'success' : 'started',
    ...(report.created !== undefined && { created: report.created }),
    epochs: outputs.reduce((most, count) => Math.max(most, count), 1),
    samples: outputs.reduce((sum, count) => sum + count, 0),
    ids: attempts.length,
    claims: figures.flatMap(toClaims),
    recomputed: figures.map(toRecomputed),
    flags: [
      ...report.flags,
      ...(isTestDouble(type) ? [testDouble(type, report.setupAt)] : modelNameFlags(model, report.setupAt)),
      ...outcome(report, pointer),
      ...flags,
      ...atMostEach(figures.flatMap(figureFlags), passed.file),
      ...others.map(
        ({ path }): Flag => ({
          id: 'unread-file',
          message: 'The folder holds another report; declare it as an evaluation of its own.',
          pointer: { file: path },
        }),
      ),
    ],
  };
}

/** garak's own generators for trying probes out: they answer without any model. */
const isTestDouble = (type: string) => type === 'test' || type.startsWith('test.');

const testDouble = (type: string, pointer: Pointer): Flag => ({
  id: 'model-placeholder',
  message: `The target is garak's own ${JSON.stringify(type)}, which stands for no model; expected a real one.`,
  pointer,
});

function outcome({ ended, open, attempts }: Report, pointer: Pointer): Flag[] {
  const flags: Flag[] = [];
  if (!ended)
    flags.push({
      id: 'status-not-success',
      message: 'The report has no completion: the run broke off, or had not ended when the report was taken.',
      pointer,
    });
  if (attempts.length === 0)
    flags.push({ id: 'no-samples', message: 'The report holds no judged attempt; expected at least one.', pointer });
  if (open > 0)
    flags.push({
      id: 'unscored-samples',
      message: `${open} attempt(s) were sent and never judged.`,
      count: open,
      pointer,
    });
  const nones = attempts.reduce(
    (sum, { results }) => sum + [...results.values()].flat().filter((value) => value === null).length,
    0,
  );
  if (nones > 0)
    flags.push({
      id: 'unscored-samples',
      message: `${nones} output(s) could not be judged by a detector.`,
      count: nones,
      pointer,
    });
  return flags;
}
