import { request } from 'node:http';
import * as z from 'zod';
import { type ClockMove, ClockReading } from './control.ts';

/** The clock did not do as it was asked. */
export class ClockRefused extends Error {
  override name = 'ClockRefused';
}

/**
 * Asks the clock of a running Countersign what time it is, or to move on first; waits as long as that takes.
 * @throws {ClockRefused}
 */
export async function askClock(
  { url, secret }: { readonly url: string; readonly secret: string },
  move?: ClockMove,
): Promise<ClockReading> {
  // Not fetch, which gives up after five minutes: months with many deadlines may take longer.
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${secret}` };
    const call = request(url, { method: move ? 'POST' : 'GET', headers }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    call.on('error', (cause) => reject(new ClockRefused(`no clock answers at ${url}: ${cause.message}`, { cause })));
    call.end(move && JSON.stringify(move));
  });
  const body: unknown = JSON.parse(text);
  if (status === 200) return ClockReading.parse(body);
  throw new ClockRefused(z.object({ message: z.string() }).parse(body).message);
}
