import * as z from 'zod';
import { ServiceException } from './errors.ts';

/** One operation: takes the request's JSON, gives the response's. */
export type Operation = (body: unknown) => unknown;

/** An operation that parses its request. @throws {ServiceException} ValidationException where it is not what the schema says */
export function operation<S extends z.ZodType>(schema: S, answer: (request: z.infer<S>) => unknown): Operation {
  return (body) => {
    const request = schema.safeParse(body);
    if (!request.success) {
      throw new ServiceException('ValidationException', `The request is not valid: ${z.prettifyError(request.error)}`);
    }
    return answer(request.data);
  };
}

/** The protocol's timestamps are seconds. */
export const seconds = (ms: number) => ms / 1000;

/** What requests for lists may have. */
export const paging = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };

export const limitOf = (asked: number | undefined) => asked || 100;

export const encodeToken = (offset: number | undefined) =>
  offset === undefined ? undefined : Buffer.from(String(offset)).toString('base64url');

/** @throws {ServiceException} InvalidToken */
export function decodeToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = Number(Buffer.from(token, 'base64url').toString());
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw new ServiceException('InvalidToken', `Invalid Token: '${token}'`);
}
