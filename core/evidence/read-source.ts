import { bundleDigest } from '../bundle/bundle-digest.ts';
import type { RandomAccess } from '../io/random-access.ts';
import { digestOf } from './digest.ts';
import { evalSet } from './eval-set/reader.ts';
import { everyEvalEver } from './every-eval-ever/reader.ts';
import type { Evidence, Flag } from './evidence.ts';
import { garak } from './garak/reader.ts';
import { helm } from './helm/reader.ts';
import { lmEval } from './lm-eval/reader.ts';
import { HEAD, type LogPart, type LogReader } from './log-reader.ts';
import type { LogFile, LogSource } from './log-source.ts';
import { plainCsv } from './plain/csv-reader.ts';
import { plainJson } from './plain/json-reader.ts';
import type { ReaderIo } from './reader.ts';
import { runTable } from './run-table/reader.ts';
import { unreadable } from './unreadable.ts';

/** Most files of one log that are looked into: an evaluation with more is no log of any known tool. */
const MAX_FILES = 2_000;

/** Every format that is read, in the order in which a file is tried. */
export const logReaders: readonly LogReader[] = [
  evalSet,
  lmEval,
  helm,
  garak,
  everyEvalEver,
  plainJson,
  runTable,
  plainCsv,
];

/**
 * One evaluation, of one file or of several, as evidence. The format is found by content. What is hostile, broken or of
 * no known format gives evidence with status `unreadable` and flags that say why; only errors of the source are thrown.
 *
 * Evidence stays one per evaluation, also where a log holds several tasks or models: each claim and each recomputed
 * figure then names its task (and model) in `score`, as in "asdiv/acc,none", and `ofTask` gives the part that a
 * manifest declares. It may declare the same path several times, with one task and its claims each.
 */
export async function readSource(source: LogSource, io: ReaderIo = {}): Promise<Evidence> {
  const [only, second] = source.files;
  if (!only || second) return readParts(source, io);
  // A single file is opened once, for it may be spooled, and readers keep what they saw of it while they recognized it.
  await using opened = await source.open(only.path);
  const kept = { size: opened.size, read: opened.read.bind(opened), async [Symbol.asyncDispose]() {} };
  const single: LogSource = {
    path: source.path,
    files: source.files,
    // Asked for only where a reader asks, so that a reading is known not to depend on it.
    get beside() {
      return source.beside;
    },
    open: async (path) => (path === only.path ? kept : source.open(path)),
  };
  return await readParts(single, io);
}

async function readParts(source: LogSource, io: ReaderIo): Promise<Evidence> {
  const known = new Map<LogReader, LogPart[]>();
  let beginning = '';
  for (const file of source.files.slice(0, MAX_FILES)) {
    await using opened = await source.open(file.path);
    const found = await recognize(opened);
    if (found === null) {
      if (beginning === '') beginning = startOf(await headOf(opened));
      continue;
    }
    const parts = known.get(found.reader) ?? [];
    known.set(found.reader, parts);
    parts.push({ ...file, kind: found.kind, beside: false });
  }
  const reader = logReaders.find((candidate) => known.has(candidate));
  const parts = reader ? known.get(reader) : undefined;
  if (!reader || !parts) return unknownFormat(source, beginning);
  parts.push(...(await companions(source, reader, parts[0]?.kind ?? '')));
  const evidence = await reader.read(source, parts, io);
  const others = [...known].flatMap(([other, files]) => (other === reader ? [] : files));
  const flags = [...leftOut(others), ...tooMany(source)];
  return flags.length === 0 ? evidence : { ...evidence, flags: [...evidence.flags, ...flags] };
}

/** The reader that knows a file by its content, and what the file is to it; null where none does. */
export async function recognize(file: RandomAccess): Promise<{ reader: LogReader; kind: string } | null> {
  const head = await headOf(file);
  for (const reader of logReaders) {
    const kind = await reader.recognizes(head, file);
    if (kind !== null) return { reader, kind };
  }
  return null;
}

const headOf = (file: RandomAccess) => file.read(0, Math.min(HEAD, file.size));

/** Files beside a single one that are of the same format; which of them belong to it, the reader knows. */
async function companions(source: LogSource, reader: LogReader, kind: string): Promise<LogPart[]> {
  const names = reader.companions(kind);
  const parts: LogPart[] = [];
  if (names === null) return parts;
  for (const file of source.beside.filter(({ path }) => names.test(path)).slice(0, MAX_FILES)) {
    await using opened = await source.open(file.path);
    const found = await reader.recognizes(await headOf(opened), opened);
    if (found !== null) parts.push({ ...file, kind: found, beside: true });
  }
  return parts;
}

/** Logs of another format in the same folder: their figures are in no evidence, which the reader of this one must know. */
function leftOut(others: readonly LogFile[]): Flag[] {
  const [first] = others;
  if (!first) return [];
  const message = `${others.length} file(s) of the folder are logs of another format and were not read, first ${first.path}; declare them as an evaluation of their own.`;
  return [{ id: 'unread-file', message, count: others.length, pointer: { file: first.path } }];
}

function tooMany(source: LogSource): Flag[] {
  const rest = source.files.length - MAX_FILES;
  if (rest <= 0) return [];
  const message = `The folder holds ${source.files.length} files; the first ${MAX_FILES} were looked into.`;
  return [{ id: 'too-large', message, count: rest, pointer: { file: source.path } }];
}

async function unknownFormat(source: LogSource, beginning: string): Promise<Evidence> {
  const formats = logReaders.flatMap((reader) => reader.formats);
  const lookedFor = formats.map(({ format, looksFor }) => `${format} (${looksFor})`).join('; ');
  const [only] = source.files;
  const where = source.files.length === 1 && only ? beginning : `None of the ${source.files.length} files is one.`;
  const message = `The format is not known; looked for: ${lookedFor}. ${where}`;
  const flags: Flag[] = [{ id: 'unknown-format', message, pointer: { file: source.path } }];
  return unreadable('unknown', await digestOfFiles(source, source.files.slice(0, MAX_FILES)), flags);
}

/** The digest of one file, or of several as the OpenSSF Model Signing root over them. */
async function digestOfFiles(source: LogSource, files: readonly LogFile[]): Promise<{ sha256: string; bytes: number }> {
  const digests: { path: string; sha256: string }[] = [];
  let bytes = 0;
  for (const file of files) {
    await using opened = await source.open(file.path);
    digests.push({ path: file.path, sha256: await digestOf(opened) });
    bytes += opened.size;
  }
  const [only] = digests;
  return { sha256: digests.length === 1 && only ? only.sha256 : (bundleDigest(digests) ?? ''), bytes };
}

function startOf(head: Uint8Array): string {
  if (head.length === 0) return 'The file is empty.';
  const start = head.subarray(0, 16);
  const printable = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  const shown = printable ? JSON.stringify(Buffer.from(start).toString('latin1')) : Buffer.from(start).toString('hex');
  return `The file starts with ${shown}.`;
}
