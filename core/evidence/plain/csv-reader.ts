import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { clustered } from '../figures/clustered.ts';
import { type Figure, toRecomputed } from '../figures/figure.ts';
import { pass } from '../files/pass.ts';
import { smallerThanKnown } from '../flags/known-size.ts';
import { modelNameFlags, severalModels } from '../flags/model-flags.ts';
import type { Span } from '../json/selection.ts';
import type { LogPart, LogReader } from '../log-reader.ts';
import type { LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { recompute } from '../recompute.ts';
import { Table } from '../table/table.ts';
import { unreadable } from '../unreadable.ts';
import { type Columns, columnsOf, rowOf } from './columns.ts';
import { CsvScan } from './csv-scan.ts';

/** Countersign's own CSV form for evaluations that no tool has logged; see docs/evaluation-formats.md. */
export const plainCsv: LogReader = {
  formats: [
    {
      format: 'plain-csv',
      looksFor: 'CSV whose first line names the columns task, model, id and score (or score:<name>)',
    },
  ],
  companions: () => null,
  recognizes: async (head) => (headerOf(head) === null ? null : 'table'),
  logAt: () => 'file',
  read,
};

function headerOf(head: Uint8Array): Columns | null {
  let columns: Columns | null = null;
  let first = true;
  const scan = new CsvScan((cells) => {
    if (first) columns = columnsOf(cells);
    first = false;
  });
  const newline = head.indexOf(0x0a);
  scan.push(newline < 0 ? head : head.subarray(0, newline + 1));
  scan.end();
  return columns;
}

async function read(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const [part, ...others] = parts;
  if (!part) return unreadable('plain-csv', { sha256: '', bytes: 0 }, []);
  await using file = await source.open(part.path);
  const groups = new Map<string, { task: string; model: string; table: Table }>();
  const ragged: { count: number; first: Span | null } = { count: 0, first: null };
  let header: { columns: Columns; width: number } | null = null;
  const scan = new CsvScan((cells, span) => {
    if (header === null) {
      const columns = columnsOf(cells);
      if (columns) header = { columns, width: cells.length };
      return;
    }
    if (cells.length !== header.width) {
      ragged.count += 1;
      ragged.first ??= span;
      return;
    }
    const [task, model] = [cells[header.columns.task] ?? '', cells[header.columns.model] ?? ''];
    const key = JSON.stringify([task, model]);
    const group = groups.get(key) ?? { task, model, table: new Table() };
    groups.set(key, group);
    group.table.add(rowOf(header.columns, cells, span));
  });
  const passed = await pass(file, part.path, scan);
  const pointer: Pointer = { file: part.path, bytes: [0, passed.bytes], sha256: passed.sha256 };
  const all = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const tasks = [...new Set(all.map(({ task }) => task))];
  const models = [...new Set(all.map(({ model }) => model))].sort();
  const figures = all.flatMap(({ task, model, table }): Figure[] => {
    const prefix = [models.length > 1 ? `${model}/` : '', tasks.length > 1 ? `${task}/` : ''].join('');
    return table.names.flatMap((name): Figure[] => {
      const figures = recompute(table.scores(name), { reducer: 'mean', epochs: table.epochs });
      const figure: Figure = { score: `${prefix}${name}`, metric: 'mean', figures, pointer };
      return [figure, ...clustered(figure, table.scores(name), 'mean', table.clusters)];
    });
  });
  io.keepScores?.(figures);
  const total = (count: (table: Table) => number) => all.reduce((sum, { table }) => sum + count(table), 0);
  return {
    ...unreadable('plain-csv', { sha256: passed.sha256, bytes: passed.bytes }, []),
    task: tasks.length === 1 ? (tasks[0] ?? '') : `${tasks.length} tasks`,
    model: models.join(', '),
    status: passed.failed ? 'unreadable' : 'success',
    epochs: all.reduce((most, { table }) => Math.max(most, table.epochs), 1),
    samples: total(({ rows }) => rows),
    ids: total(({ ids }) => ids),
    errored: total(({ errored }) => errored),
    limited: total(({ limited }) => limited),
    refused: total(({ refused }) => refused),
    recomputed: figures.map(toRecomputed),
    flags: [
      ...passed.flags,
      ...raggedFlag(ragged, pointer),
      ...(total(({ rows }) => rows) === 0 ? [noRows(pointer)] : []),
      ...(models.length === 1 ? modelNameFlags(models[0] ?? '', pointer) : []),
      ...severalModels(models, pointer),
      ...all.flatMap(({ task, table }) => smallerThanKnown(task, table.ids, pointer)),
      ...all.flatMap(({ table }) => table.flags(part.path, passed.sha256)),
      ...others.map(
        ({ path }): Flag => ({
          id: 'unread-file',
          message: 'The folder holds another table; declare it as an evaluation of its own.',
          pointer: { file: path },
        }),
      ),
    ],
  };
}

function raggedFlag({ count, first }: { count: number; first: Span | null }, pointer: Pointer): Flag[] {
  if (!first) return [];
  const message = `${count} row(s) have another number of cells than the first line has columns, and were not read.`;
  return [{ id: 'member-unreadable', message, count, pointer: { ...pointer, bytes: [first.start, first.end] } }];
}

const noRows = (pointer: Pointer): Flag => ({
  id: 'no-samples',
  message: 'The table has no row below its header; expected at least one.',
  pointer,
});
