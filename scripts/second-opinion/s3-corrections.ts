import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import * as z from 'zod';

const Address = z.object({ port: z.number() });

/**
 * Stands before the S3 of ministack, and does what S3 does and ministack does not: a range of an object's named version is that range
 * (S3 API reference, GetObject), where ministack sends the whole object. Everything else passes as it is. On loopback, on a free port.
 */
export async function correctedS3(target: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((incoming, outgoing) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(incoming.headers.range ?? '') ?? [];
    const isVersion = new URL(incoming.url ?? '/', target).searchParams.has('versionId');
    const range =
      isVersion && incoming.method === 'GET' && start !== undefined ? { start: Number(start), end: Number(end) } : null;
    const headers = { ...incoming.headers };
    if (range !== null) delete headers.range;
    const onward = request(new URL(incoming.url ?? '/', target), { method: incoming.method, headers }, (answer) => {
      if (range === null || answer.statusCode !== 200) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      } else sendRange(answer, outgoing, range).catch((error: Error) => outgoing.destroy(error));
    });
    onward.on('error', (error) => outgoing.destroy(error));
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = Address.parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function sendRange(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  { start, end }: { start: number; end: number },
): Promise<void> {
  const whole = Buffer.concat(await answer.toArray());
  const part = whole.subarray(start, end + 1);
  // A checksum of the whole is none of the part.
  const kept = Object.entries(answer.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  outgoing.writeHead(206, {
    ...Object.fromEntries(kept),
    'content-length': part.length,
    'content-range': `bytes ${start}-${start + part.length - 1}/${whole.length}`,
  });
  outgoing.end(part);
}
