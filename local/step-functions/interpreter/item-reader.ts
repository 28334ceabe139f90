import { parse as parseCsv } from 'csv-parse/sync';
import * as z from 'zod';
import type { MapState } from '../definition.ts';
import { messageOf, StateFailure } from '../errors.ts';
import { type Json, jsonValue, parseJson } from '../json.ts';
import { readerCall } from '../resource.ts';
import { bindings, type Visit } from './visit.ts';

type Reader = NonNullable<MapState['ItemReader']>;
type Config = NonNullable<Reader['ReaderConfig']>;

const object = z.object({ Body: z.string() });
/** The service takes no more, whatever MaxItems says. */
const MOST_ITEMS = 100_000_000;
const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;

/** What is in the object is not a list of items. */
class NotItems extends Error {
  override name = 'NotItems';
}

/**
 * Reads a Distributed Map's items from one S3 object: a JSON array, JSON Lines, or CSV with its headers.
 * Source: Step Functions developer guide, "ItemReader (Map)".
 * @throws {StateFailure} `States.ItemReaderFailed`
 */
export async function readItems(visit: Visit<MapState>, reader: Reader): Promise<Json[]> {
  const { frame, name } = visit;
  const { evaluator, integrate } = frame.run.services;
  const readable = bindings(visit);
  const args = await evaluator.value(reader.Arguments ?? {}, 'ItemReader/Arguments', readable);
  const { ReaderConfig: config = {} } = reader;
  const max = await evaluator.integer(config.MaxItems ?? 0, 'ItemReader/ReaderConfig/MaxItems', readable, 0);
  try {
    const context = { executionArn: frame.execution.arn, stateName: name, signal: frame.signal };
    const { Body } = object.parse(await integrate(readerCall(reader.Resource), args, context));
    return itemsOf(Body, config).slice(0, max || MOST_ITEMS);
  } catch (error) {
    throw new StateFailure(
      'States.ItemReaderFailed',
      `The items of the state '${name}' could not be read from ${JSON.stringify(args)}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function itemsOf(body: string, config: Config): Json[] {
  if (config.InputType === 'CSV') return rowsOf(body, config);
  if (config.InputType === 'JSONL') {
    return body
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map((line) => parseJson(line));
  }
  const items = z.array(jsonValue).safeParse(parseJson(body));
  if (items.success) return items.data;
  throw new NotItems('the object holds JSON, but not an array');
}

/** Every value is text; a row that is too short is filled up, one that is too long is cut. */
function rowsOf(body: string, { CSVHeaderLocation, CSVHeaders, CSVDelimiter = 'COMMA' }: Config): Json[] {
  const rows = z.array(z.array(z.string())).parse(
    parseCsv(body, {
      bom: true,
      delimiter: DELIMITERS[CSVDelimiter],
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  );
  const headers = CSVHeaderLocation === 'GIVEN' ? (CSVHeaders ?? []) : (rows.shift() ?? []);
  if (new Set(headers).size < headers.length) throw new NotItems('two CSV headers are the same');
  return rows.map((row) => Object.fromEntries(headers.map((header, column) => [header, row[column] ?? ''])));
}
