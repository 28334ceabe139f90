import { hash } from 'node:crypto';
import type { Pointer } from '../evidence.ts';
import { homePath } from '../flags/home-path.ts';
import { instant } from '../flags/instant.ts';
import { JsonError } from '../json/json-error.ts';
import { parseValue } from '../json/parse-value.ts';
import { jsonPointer } from '../json/pointer.ts';
import type { JsonPath, Scan, Selection, Span } from '../json/selection.ts';
import { MAX_SCORES_OF_SAMPLE } from './limits.ts';
import type { SampleRow } from './row.ts';
import { impossibleSampleUsage } from './usage.ts';

const TAKEN = new Set<string | number | undefined>([
  'id',
  'epoch',
  'error',
  'limit',
  'model_fallbacks',
  'invalidation',
  'started_at',
  'completed_at',
  'model_usage',
]);
/** The depth at which rows are summaries, not samples. */
const SUMMARIES = 1;
/** What makes a question; two samples that are alike in all of these are one. */
const QUESTION: readonly string[] = ['input', 'choices', 'target', 'files', 'setup', 'sandbox'];

/** Parts of a question up to so many bytes stand for themselves, longer ones for their digest: a call of it costs more than they do. */
const SHORT_PART = 1024;
/** An error longer than this is one, whatever its traceback says. */
const LONG_ERROR = 1024;
/** Keys of a score that is an object with many values: more than any real scorer gives. */
const MAX_KEYS = 256;

/**
 * Collects rows from a text that holds samples or their summaries, `depth` levels down: 0 for a sample by itself, 1
 * for an array of summaries, 2 for `samples` in a JSON log. Only the fields of a row are looked at; messages, events
 * and attachments pass by.
 * @param metadata keys of a sample's metadata that are kept, asked for as each sample's metadata comes by
 */
export function rowScan(
  depth: number,
  pointTo: (path: string, span: Span) => Pointer,
  add: (row: SampleRow) => void,
  metadata: () => ReadonlySet<string>,
): Scan {
  let row = emptyRow();
  let started = '';
  let completed = '';
  const question = new Map<string, string>();
  return {
    select(path): Selection {
      const field = path[depth];
      if (path.length <= depth) return 'descend';
      if (path.length === depth + 1) {
        // Summaries shorten what was asked.
        if (TAKEN.has(field) || (depth !== SUMMARIES && isQuestion(field))) return 'take';
        if (field === 'messages') return 'descend';
        if (field === 'metadata') return metadata().size > 0 ? 'descend' : 'skip';
        return field === 'scores' || field === 'score' || field === 'output' ? 'descend' : 'skip';
      }
      if (field === 'metadata') return metadata().has(String(path[depth + 1])) ? 'take' : 'skip';
      if (field === 'messages') {
        row.transcript = true;
        return 'skip-rest';
      }
      if (field === 'output') return selectOutput(path, depth + 1);
      // Where within a score the value stands.
      const from = field === 'scores' ? depth + 2 : depth + 1;
      const within = path.length - from;
      if (within === 0) return 'descend';
      const key = path[from];
      if (key === 'history' && within === 2) row.edits += 1;
      if (key === 'history' && within === 1) return 'descend';
      return key === 'value' && within === 1 ? 'take' : 'skip';
    },
    value(path, bytes, span) {
      const field = path[depth];
      if (path.length === depth) throw new JsonError('an object was expected', span.start);
      if (path.length < depth) return;
      if (path.length === depth + 1 && isQuestion(field)) {
        question.set(String(field), part(bytes));
        return;
      }
      if (field === 'error' && bytes.byteLength > LONG_ERROR) {
        row.errored = true;
        row.homePath = homePath(latin1(bytes));
        return;
      }
      const value = parseValue(bytes, span.start);
      if (field === 'scores' && path[depth + 2] === 'value') addScore(row, path[depth + 1], value);
      // Before scores were objects, some logs wrote the bare value.
      else if (field === 'scores' && path.length === depth + 2 && value !== null) addScore(row, path[depth + 1], value);
      else if (field === 'score' && path[depth + 1] === 'value') row.onlyScore = compact(value) ?? undefined;
      else if (field === 'model_usage') row.impossibleUsage = impossibleSampleUsage(value);
      else if (field === 'metadata') takeMetadata(row, path[depth + 1], value);
      else if (field === 'output') takeOutput(row, path, depth + 1, value);
      else if (field === 'id' && (typeof value === 'string' || typeof value === 'number')) row.id = String(value);
      else if (field === 'epoch' && typeof value === 'number' && Number.isInteger(value)) row.epoch = value;
      else if (field === 'error') {
        row.errored = value !== null && value !== false && value !== '';
        row.homePath = homePath(latin1(bytes));
      } else if (field === 'limit') row.limit = limitKind(value);
      else if (field === 'invalidation') row.invalidated = value !== null && value !== false;
      else if (field === 'model_fallbacks') row.fallback = fallbackModel(value);
      else if (field === 'started_at' && typeof value === 'string') started = value;
      else if (field === 'completed_at' && typeof value === 'string') completed = value;
    },
    leave(path, span) {
      if (path.length !== depth) return;
      row.pointer = pointTo(jsonPointer(path), span);
      row.backwards = instant(completed) < instant(started);
      row.question = questionDigest(question);
      if (row.id === '') row.id = `(no id, ${row.pointer.member ?? ''}${row.pointer.path})`;
      add(row);
      row = emptyRow();
      started = '';
      completed = '';
      question.clear();
    },
  };
}

function emptyRow(): SampleRow {
  return {
    id: '',
    epoch: 1,
    scores: new Map(),
    onlyScore: undefined,
    metadata: null,
    question: null,
    impossibleUsage: null,
    errored: false,
    limit: null,
    refused: false,
    fallback: null,
    answeredBy: null,
    edits: 0,
    invalidated: false,
    backwards: false,
    homePath: null,
    transcript: false,
    pointer: { file: '' },
  };
}

const isQuestion = (field: string | number | undefined) => typeof field === 'string' && QUESTION.includes(field);

/** Half a digest is enough to find samples that are alike, and there may be many. */
function questionDigest(parts: ReadonlyMap<string, string>): string | null {
  if (!parts.has('input')) return null;
  const digest = hash('sha256', QUESTION.map((field) => parts.get(field) ?? '').join(), 'buffer');
  return digest.toString('latin1', 0, 16);
}

/** What stands for a part of a question: a short one for itself, with its length, so that no two sets of parts are written alike. */
const part = (bytes: Uint8Array): string =>
  bytes.byteLength > SHORT_PART ? hash('sha256', bytes, 'base64url') : `${bytes.byteLength}:${latin1(bytes)}`;

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

function addScore(row: SampleRow, name: string | number | undefined, value: unknown): void {
  if (row.scores.size < MAX_SCORES_OF_SAMPLE) row.scores.set(String(name), compact(value));
}

/** @param from where within the path the key of the output stands */
function selectOutput(path: JsonPath, from: number): Selection {
  if (path[from] === 'model') return 'take';
  if (path[from] !== 'choices') return 'skip';
  if (path.length - from <= 2) return 'descend';
  return path[from + 2] === 'stop_reason' ? 'take' : 'skip';
}

function takeOutput(row: SampleRow, path: JsonPath, from: number, value: unknown): void {
  if (path[from] === 'model' && typeof value === 'string') row.answeredBy = value;
  if (path[from] === 'choices' && path[from + 2] === 'stop_reason' && value === 'content_filter') row.refused = true;
}

/** As Python's `str` writes it, which names Inspect's groups; floats and lists name no group in any real log. */
function takeMetadata(row: SampleRow, key: string | number | undefined, value: unknown): void {
  let text: string;
  if (typeof value === 'string') text = value.slice(0, 200);
  else if (typeof value === 'boolean') text = value ? 'True' : 'False';
  else if (typeof value === 'number' && Number.isInteger(value)) text = String(value);
  else return;
  row.metadata ??= new Map();
  row.metadata.set(String(key), text);
}

function limitKind(value: unknown): string | null {
  if (typeof value === 'string') return value.slice(0, 40) || null;
  if (typeof value !== 'object' || value === null) return null;
  return 'type' in value && typeof value.type === 'string' ? value.type.slice(0, 40) : 'unknown';
}

function fallbackModel(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const first: unknown = value[0];
  const named = typeof first === 'object' && first !== null && 'fallback_model' in first ? first.fallback_model : first;
  return typeof named === 'string' ? named.slice(0, 200) : 'another model';
}

/** The value without what no figure needs: long text is cut, an object keeps its plain values. */
function compact(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 80);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return [];
  const plain = Object.entries(value).filter(([, item]) => typeof item !== 'object' || item === null);
  return new Map(plain.slice(0, MAX_KEYS).map(([key, item]) => [key, compact(item)]));
}
