import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import * as z from 'zod';
import { BodyTooLarge, readBody } from '../http/body.ts';
import type { Keys } from './keys.ts';
import { KmsError } from './kms-error.ts';
import { describeKey } from './operations/describe-key.ts';
import { disableKey } from './operations/disable-key.ts';
import { getPublicKey } from './operations/get-public-key.ts';
import { cancelKeyDeletion, scheduleKeyDeletion } from './operations/key-deletion.ts';
import type { Operation } from './operations/operation.ts';
import { sign } from './operations/sign.ts';

const MAX_BODY_BYTES = 64 * 1024;
const JSON_1_1 = 'application/x-amz-json-1.1';

const operations: Readonly<Record<string, Operation>> = {
  'TrentService.CancelKeyDeletion': cancelKeyDeletion,
  'TrentService.DescribeKey': describeKey,
  'TrentService.DisableKey': disableKey,
  'TrentService.GetPublicKey': getPublicKey,
  'TrentService.ScheduleKeyDeletion': scheduleKeyDeletion,
  'TrentService.Sign': sign,
};

/** The endpoint of KMS (AWS JSON), as far as functions call it; any other operation is an error that names it. */
export function kmsServer(keys: Keys): RequestListener {
  return (request, response) => {
    answer(keys, request, response).catch((error: unknown) => {
      const { code, status, message } = asServiceError(error);
      response.writeHead(status, { 'content-type': JSON_1_1, 'x-amzn-errortype': code });
      response.end(JSON.stringify({ __type: code, message }));
    });
  };
}

async function answer(keys: Keys, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await readBody(request, MAX_BODY_BYTES)).toString('utf8');
  response.setHeader('x-amzn-requestid', randomUUID());
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = operations[target];
  if (operation === undefined)
    throw new KmsError('UnknownOperationException', `the local run does not know ${target || request.url}`);
  const result = operation(keys, body === '' ? {} : JSON.parse(body));
  response.setHeader('content-type', JSON_1_1);
  response.end(JSON.stringify(result));
}

function asServiceError(error: unknown): { code: string; status: number; message: string } {
  if (error instanceof KmsError) return { code: error.code, status: 400, message: error.message };
  if (error instanceof z.ZodError) return { code: 'ValidationException', status: 400, message: z.prettifyError(error) };
  if (error instanceof SyntaxError) return { code: 'SerializationException', status: 400, message: error.message };
  if (error instanceof BodyTooLarge) return { code: 'ValidationException', status: 413, message: error.message };
  return { code: 'KMSInternalException', status: 500, message: error instanceof Error ? error.message : String(error) };
}
