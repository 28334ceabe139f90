import { createHash } from 'node:crypto';
import type { RandomAccess } from '../../io/random-access.ts';
import type { Flag, FlagId, Pointer } from '../evidence.ts';
import { pairValue } from '../figures/pairs.ts';
import { BadLines } from '../files/line-flags.ts';
import { type Consumer, type Passed, pass } from '../files/pass.ts';
import { objectItems } from '../json/object-items.ts';
import { ObjectLines } from '../json/object-lines.ts';
import type { Span } from '../json/selection.ts';
import type { SampleScore } from '../recompute.ts';

/** Keys of a row that no figure needs: questions, prompts and answers. */
const PASSED_OVER = new Set(['doc', 'target', 'arguments', 'resps', 'filtered_resps', 'metrics', 'schema_version']);
/** Keys of a row that are no score. */
const FIXED = new Set(['doc_id', 'filter', 'doc_hash', 'prompt_hash', 'target_hash', 'native_id', ...PASSED_OVER]);
const MAX_SCORES = 200;

/** The samples of one task. */
export interface SampleFile {
  passed: Passed;
  /** By "metric,filter" as the results name it, or "metric" alone where rows do not name their filter. */
  scores: Map<string, SampleScore[]>;
  /** Rows of the filter that has most. */
  rows: number;
  ids: number;
  /** SHA-256 over the rows' own digests, in their order; null where rows do not have them. */
  hash: string | null;
  /** All rows: first byte, past the last. */
  pointer: Pointer;
  flags: Flag[];
}

/** Reads a samples file, JSON Lines or (before 0.4.3) one array, in one pass. */
export async function readSamples(source: RandomAccess, file: string, form: 'lines' | 'array'): Promise<SampleFile> {
  const rows = new SampleRows();
  const bad = new BadLines(file);
  const wanted = (key: string) => !PASSED_OVER.has(key);
  const consumer: Consumer =
    form === 'lines'
      ? new ObjectLines(wanted, (line) => (line.error ? bad.add(line) : rows.add(line.values, line.span)))
      : objectItems({ wanted, item: ({ values, span }) => rows.add(values, span) });
  const passed = await pass(source, file, consumer);
  const pointer: Pointer = { file, bytes: [0, source.size], sha256: passed.sha256 };
  const flags = [...passed.flags, ...bad.flags(), ...rows.duplicates(file, passed.sha256)];
  return { passed, ...rows.result(), pointer, flags };
}

class SampleRows {
  readonly #scores = new Map<string, SampleScore[]>();
  readonly #rowsPerFilter = new Map<string, Map<string, number>>();
  readonly #contents = new Map<string, string>();
  readonly #hash = createHash('sha256');
  #hashed = true;
  #repeats: { id: FlagId; what: string; count: number; first: Span }[] = [];

  add(values: ReadonlyMap<string, unknown>, span: Span): void {
    const given = values.get('doc_id');
    const id = typeof given === 'string' || typeof given === 'number' ? String(given) : `(no id, byte ${span.start})`;
    const filter = values.get('filter');
    const suffix = typeof filter === 'string' ? `,${filter}` : '';
    const seen = this.#rowsPerFilter.get(suffix) ?? new Map<string, number>();
    this.#rowsPerFilter.set(suffix, seen);
    const epoch = (seen.get(id) ?? 0) + 1;
    seen.set(id, epoch);
    if (epoch > 1) this.#repeat('duplicate-samples', 'repeat a sample that the file already has', span);
    this.#digest(values, id, span);
    for (const [key, value] of values) {
      if (FIXED.has(key)) continue;
      const name = `${key}${suffix}`;
      const scores = this.#scores.get(name) ?? (this.#scores.size < MAX_SCORES ? [] : null);
      if (scores === null) continue;
      this.#scores.set(name, scores);
      scores.push({ id, epoch, value: compact(value), doubtful: false });
    }
  }

  #digest(values: ReadonlyMap<string, unknown>, id: string, span: Span): void {
    const [doc, prompt, target] = ['doc_hash', 'prompt_hash', 'target_hash'].map((key) => values.get(key));
    if (typeof doc !== 'string' || typeof prompt !== 'string' || typeof target !== 'string') {
      this.#hashed = false;
      return;
    }
    this.#hash.update(doc).update(prompt).update(target);
    const content = doc.slice(0, 12) + prompt.slice(0, 12);
    const before = this.#contents.get(content);
    if (before !== undefined && before !== id)
      this.#repeat('repeated-samples', 'have the content of another sample under another id', span);
    this.#contents.set(content, before ?? id);
  }

  #repeat(id: FlagId, what: string, span: Span): void {
    const known = this.#repeats.find((repeat) => repeat.what === what);
    if (known) known.count += 1;
    else this.#repeats.push({ id, what, count: 1, first: span });
  }

  duplicates(file: string, sha256: string): Flag[] {
    return this.#repeats.map(({ id, what, count, first }) => ({
      id,
      message: `${count} row(s) ${what}.`,
      count,
      pointer: { file, bytes: [first.start, first.end], sha256 },
    }));
  }

  result(): Pick<SampleFile, 'scores' | 'rows' | 'ids' | 'hash'> {
    const filters = [...this.#rowsPerFilter.values()];
    const rows = filters.map((seen) => [...seen.values()].reduce((total, count) => total + count, 0));
    const ids = new Set(filters.flatMap((seen) => [...seen.keys()]));
    return {
      scores: this.#scores,
      rows: rows.reduce((most, count) => Math.max(most, count), 0),
      ids: ids.size,
      hash: this.#hashed && ids.size > 0 ? this.#hash.digest('hex') : null,
    };
  }
}

/** Text and lists are no score that a mean takes; what they are is enough, save for pairs, of which some figures are made. */
function compact(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 80);
  if (Array.isArray(value)) return pairValue(value) ?? [];
  return typeof value === 'object' && value !== null ? {} : value;
}
