import * as z from 'zod';
import { keySetAfter } from '#core/attestation/keys/key-history.ts';
import type { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { CHECKPOINT_PATH } from '#core/attestation/tlog/checkpoint.ts';
import { s3, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { S3LogStore } from '../shared/s3-log-store.ts';
import { AttestationTable } from '../shared/table/attestation-table.ts';
import { KeyTable, VERDICT_KEYS } from '../shared/table/key-table.ts';

const env = environment(Environment.pick({ TABLE_NAME: true, LOG_BUCKET: true }));
const keys = new KeyTable(table, env.TABLE_NAME);
const attestations = new AttestationTable(table, env.TABLE_NAME);
const store = new S3LogStore(s3, env.LOG_BUCKET, '');

/** What is read of a request (payload format 2.0 of HTTP APIs). */
const Request = z.object({ rawPath: z.string() });

/** What of a log is public: the claims of its writers are not, before they are completed. */
const OBJECT = /^\/log\/(checkpoint|tile\/(?:entries|\d{1,2})\/(?:x\d{3}\/){0,5}\d{3}(?:\.p\/\d{1,3})?)$/;

interface Reply {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
}

// Anybody may read it, from any page.
const OPEN = { 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' };

/** Serves what is public of signed verdicts: the keys that sign them, and the transparency log. */
export async function handler(event: unknown): Promise<Reply> {
  const { rawPath } = Request.parse(event);
  if (rawPath === '/attestation/keys')
    return {
      statusCode: 200,
      headers: { ...OPEN, 'content-type': 'application/json', 'cache-control': 'no-cache' },
      body: JSON.stringify(await trustedKeys()),
    };
  const [, path] = OBJECT.exec(rawPath) ?? [];
  const found = path === undefined ? null : await store.get(path);
  if (path === undefined || found === null)
    return {
      statusCode: 404,
      headers: { ...OPEN, 'content-type': 'text/plain', 'cache-control': 'no-store' },
      body: 'The log has no such object.',
    };
  const isCheckpoint = path === CHECKPOINT_PATH;
  return {
    statusCode: 200,
    headers: {
      ...OPEN,
      'content-type': isCheckpoint ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      'cache-control': isCheckpoint ? 'no-cache' : 'public, max-age=31536000, immutable',
    },
    body: Buffer.from(found.bytes).toString('base64'),
    isBase64Encoded: true,
  };
}

/** The file that verifiers take (`countersign verify --keys`), without witnesses: whom of them to trust is theirs to say. */
async function trustedKeys(): Promise<TrustedKeys> {
  const [history, log] = await Promise.all([keys.history(VERDICT_KEYS), attestations.logKey()]);
  return {
    ...keySetAfter(history),
    ...(log !== null && { log: { key: log, witnesses: [], quorum: 0 } }),
  };
}
