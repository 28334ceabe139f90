import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Profile } from '../../../local/state/profile.ts';
import { clientsOf } from '../support/clients.ts';
import { imported, lambda, writeSmallAssembly } from '../support/small-assembly.ts';

const Batch = z.array(z.string());

/**
 * A function that writes the names of the items of each batch into a file as one line, and then does what `body` says: code over
 * `names`, `ids` (the identifiers of the items) and `before` (the batches seen earlier).
 */
export function recorder(file: string, body = ''): string {
  return `
    import { appendFileSync, existsSync, readFileSync } from 'node:fs';
    export const handler = async ({ Records }) => {
      const names = Records.map((record) => record.body ?? record.dynamodb.Keys.PK.S);
      const ids = Records.map((record) => record.messageId ?? record.dynamodb.SequenceNumber);
      const file = ${JSON.stringify(file)};
      const before = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\\n').map((line) => JSON.parse(line)) : [];
      appendFileSync(file, JSON.stringify(names) + '\\n');
      ${body}
    };`;
}

/** The batches that a recorder has seen. */
export function batchesIn(file: string): string[][] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Batch.parse(JSON.parse(line)));
}

/** Lets pass the items whose sort key begins so. */
export const ofKind = (prefix: string) => ({
  Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { SK: { S: [{ prefix }] } } } }) }],
});

export interface Wiring {
  /** Code of the function `Sink`. */
  readonly code: string;
  /** Properties of the mapping besides function and source; none where there is to be no mapping. */
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly source?: 'stream' | 'queue';
  readonly queue?: Readonly<Record<string, unknown>>;
  readonly timeout?: number;
}

/** The small assembly with a function `Sink` that a stream or the queue `Inbox` feeds; what fails goes to `Lost`. */
export function wiredAssembly(folder: string, wiring: Wiring): string {
  const { code, mapping, source = 'stream', queue = {}, timeout = 5 } = wiring;
  mkdirSync(folder);
  return writeSmallAssembly(folder, {
    code: { Sink: code },
    resources: {
      Sink: lambda('Sink', {}, { Timeout: timeout }),
      Lost: { Type: 'AWS::SQS::Queue', Properties: {} },
      Inbox: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 5, ...queue } },
      ...(mapping && {
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: { Ref: 'Sink' },
            EventSourceArn: source === 'stream' ? imported('CasesStream') : { 'Fn::GetAtt': ['Inbox', 'Arn'] },
            // The runtime admits clients by items of its own.
            ...(source === 'stream' && { FilterCriteria: ofKind('ITEM') }),
            ...mapping,
          },
        },
      }),
    },
  });
}

/** Writes items with these partition keys, one after the other. */
export async function write(profile: Profile, names: readonly string[], kind = 'ITEM'): Promise<void> {
  const { dynamodb } = clientsOf(profile);
  for (const PK of names) {
    const Item = { PK: { S: PK }, SK: { S: kind }, blob: { B: new Uint8Array([1, 2, 3]) } };
    await dynamodb.send(new PutItemCommand({ TableName: profile.tableName, Item }));
  }
}

/** Names like `a0`, `a1`, … */
export const series = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
