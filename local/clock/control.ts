import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import * as z from 'zod';
import { BodyTooLarge, readBody } from '../http/body.ts';
import { ClockCannotMove, type MovableClock } from './movable-clock.ts';

const MAX_BODY_BYTES = 4096;

/** What to do with the clock: go on by so many ms, or to an instant. */
export const ClockMove = z.union([
  z.strictObject({ advanceMs: z.int().min(0) }),
  z.strictObject({ advanceTo: z.iso.datetime({ offset: true }) }),
]);
export type ClockMove = z.infer<typeof ClockMove>;

/** What the clock says. */
export const ClockReading = z.object({ now: z.iso.datetime(), offsetMs: z.int() });
export type ClockReading = z.infer<typeof ClockReading>;

/**
 * Reads the clock (GET) and moves it on (POST a {@link ClockMove}), for who has the secret of the profile: a page in a browser
 * can reach loopback too. A move is answered once all that fell due has come to rest.
 */
export function clockControl(clock: MovableClock, secret: string): RequestListener {
  return (request, response) => {
    answer(clock, secret, request).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => send(response, 500, { message: error instanceof Error ? error.message : String(error) }),
    );
  };
}

async function answer(
  clock: MovableClock,
  secret: string,
  request: IncomingMessage,
): Promise<{ status: number; body: ClockReading | { message: string } }> {
  if (!isSame(request.headers.authorization ?? '', `Bearer ${secret}`)) {
    return { status: 401, body: { message: 'expected the secret of the profile as bearer token' } };
  }
  if (request.method === 'GET') return { status: 200, body: readingOf(clock) };
  if (request.method !== 'POST') return { status: 405, body: { message: 'expected GET or POST' } };
  try {
    const move = ClockMove.parse(JSON.parse((await readBody(request, MAX_BODY_BYTES)).toString('utf8')));
    await ('advanceMs' in move ? clock.advance(move.advanceMs) : clock.advanceTo(Date.parse(move.advanceTo)));
    return { status: 200, body: readingOf(clock) };
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
    if (error instanceof SyntaxError || error instanceof BodyTooLarge || error instanceof ClockCannotMove) {
      return { status: 400, body: { message: error.message } };
    }
    throw error;
  }
}

const readingOf = (clock: MovableClock): ClockReading => ({
  now: new Date(clock.now()).toISOString(),
  offsetMs: clock.offsetMs,
});

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
