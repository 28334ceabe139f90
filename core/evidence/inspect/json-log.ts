import { SecretScan } from '../../bundle/hygiene/secret-scan.ts';
import type { RandomAccess } from '../../io/random-access.ts';
import { eachPiece } from '../../simd/kernel.ts';
import { chunks } from '../chunks.ts';
import { runningDigest } from '../digest.ts';
import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { JsonError, JsonTooLargeError } from '../json/json-error.ts';
import { jsonPointer } from '../json/pointer.ts';
import { JsonScanner } from '../json/scan.ts';
import type { JsonPath, Scan, Span } from '../json/selection.ts';
import { mapPointers } from '../map-pointers.ts';
import type { Reader, ReaderIo } from '../reader.ts';
import { claimsOf, metadataKeys } from './claims.ts';
import { toEvidence } from './evidence.ts';
import { atMost } from './flags/at-most.ts';
import { secretFlags } from './flags/secrets.ts';
import { HeaderParts } from './header-scan.ts';
import { MAX_TAKEN } from './limits.ts';
import { rowScan } from './row-scan.ts';
import { Rows } from './rows.ts';

/** Inspect's `.json` log: one object, the header's keys and `samples` (and `reductions`, which are not needed). */
export const jsonLog: Reader = {
  format: 'inspect-json',
  looksFor: 'a JSON object with "eval" beside "version", "status", "plan", "results" or "samples"',
  detects: async (head) => looksLikeInspect(head),
  read,
};

const BESIDE = new Set<string | number | undefined>(['version', 'status', 'plan', 'results', 'samples', 'stats']);

/** Bytes of the head that are looked at in one go. */
const LOOK = 4096;

function looksLikeInspect(head: Uint8Array): boolean {
  let spec = false;
  let beside = false;
  const scanner = new JsonScanner(
    {
      select: (path) => {
        if (path.length === 1) {
          spec ||= path[0] === 'eval';
          beside ||= BESIDE.has(path[0]);
        }
        return path.length === 0 ? 'descend' : 'skip';
      },
      value: () => undefined,
    },
    { taken: 0 },
  );
  try {
    // The keys stand at the beginning, and what they hold is not looked at.
    for (let at = 0; at < head.byteLength && !(spec && beside); at += LOOK) scanner.push(head.subarray(at, at + LOOK));
  } catch (error) {
    // A log that breaks off later is still such a log.
    if (!(error instanceof JsonError)) throw error;
  }
  return spec && beside;
}

const NO_KEYS: ReadonlySet<string> = new Set();

/** One pass: the digest is taken of the bytes as they go by, and only the parts that are needed are kept. */
async function read(log: RandomAccess, file: string, io: ReaderIo): Promise<Evidence> {
  const hash = runningDigest(log.size, io.threads);
  const header = new HeaderParts();
  const rows = new Rows();
  // Inspect writes the results before the samples, so they say which metadata their metrics group by.
  let grouping: ReadonlySet<string> | null = null;
  const samples = rowScan(
    2,
    (path, { start, end }) => ({ file, path, bytes: [start, end] }),
    (row) => rows.add(row),
    () => {
      grouping ??= header.has('results')
        ? metadataKeys(
            claimsOf({ header: header.header(), headerPointer: (path) => ({ file, path: jsonPointer(path) }) }),
          )
        : null;
      return grouping ?? NO_KEYS;
    },
  );
  const samplesSpan: Span = { start: 0, end: log.size };
  const scanner = new JsonScanner(split(header.scan, samples, samplesSpan), { taken: MAX_TAKEN });
  const secrets = new SecretScan();
  let failure: JsonError | null = null;
  for await (const chunk of chunks(log)) {
    await hash.update(chunk);
    eachPiece(chunk, (window) => {
      secrets.push(window);
      failure ??= attempt(() => scanner.push(window));
    });
  }
  failure ??= attempt(() => scanner.end());
  const sha256 = `sha256:${await hash.digest()}`;
  const headerPointer = (path: JsonPath): Pointer => {
    const span = header.spans.get(String(path[0]));
    return { file, path: jsonPointer(path), ...(span && { bytes: [span.start, span.end] }) };
  };
  const rowsPointer: Pointer = { file, path: '/samples', bytes: [samplesSpan.start, samplesSpan.end] };
  const evidence = toEvidence(
    {
      format: 'inspect-json',
      header: header.header(),
      rows: rows.list(),
      homePaths: header.homePaths,
      unfinished: false,
      broken: failure !== null,
      found: [
        ...(failure ? [notJson(failure, file)] : []),
        ...atMost(secretFlags(secrets.finish(), { file }), 'credentials stand in the log', file),
        ...rows.duplicates(rowsPointer),
      ],
      headerPointer,
      rowsPointer,
      sha256,
      bytes: log.size,
    },
    io.keepScores,
  );
  return mapPointers(evidence, (pointer) => ({ bytes: [0, log.size], ...pointer, sha256 }));
}

/** Sends what lies under `samples` to one scan and the rest to another. */
function split(header: Scan, samples: Scan, span: Span): Scan {
  const of = (path: JsonPath) => (path[0] === 'samples' ? samples : header);
  return {
    select: (path) => of(path).select(path),
    value: (path, bytes, at) => of(path).value(path, bytes, at),
    leave: (path, at) => {
      if (path.length === 1 && path[0] === 'samples') Object.assign(span, at);
      of(path).leave?.(path, at);
    },
  };
}

function attempt(step: () => void): JsonError | null {
  try {
    step();
    return null;
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
}

function notJson(error: JsonError, file: string): Flag {
  return {
    id: error instanceof JsonTooLargeError ? 'too-large' : 'member-unreadable',
    message: `The log is not readable as JSON: ${error.message}. Figures stand on what comes before.`,
    pointer: { file, bytes: [error.offset, error.offset] },
  };
}
