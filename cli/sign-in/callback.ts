import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { CommandError } from '../command-error.ts';

/** Ports on which the code of a sign-in is taken. A deployment registers their addresses; one of them is free. */
export const CALLBACK_PORTS = [4590, 4591, 4592, 4593, 4594];
export const callbackUrl = (port: number) => `http://127.0.0.1:${port}/callback`;

const PATIENCE_MS = 5 * 60_000;

/** Listens for the end of a sign-in in the browser. */
export interface Callback extends AsyncDisposable {
  readonly url: string;
  /** The code that the browser brings. @throws CommandError where the sign-in fails, or nobody signs in within five minutes */
  code(state: string): Promise<string>;
}

/** @throws CommandError where no port is free */
export async function listenForCode(ports: readonly number[] = CALLBACK_PORTS): Promise<Callback> {
  const server = createServer();
  const port = await firstFree(server, ports);
  return {
    url: callbackUrl(port),
    code: (state) => codeFrom(server, state),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function firstFree(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return port;
    } catch {
      // Something else has this one.
    }
  }
  throw new CommandError('There is no port on which the sign-in could end.', {
    where: ports.map(callbackUrl).join(', '),
    expected: 'one free port',
    cure: 'End another sign-in that is under way, or what else uses these ports.',
  });
}

async function codeFrom(server: Server, state: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  server.on('request', ({ url = '/' }, response) => {
    const { pathname, searchParams: query } = new URL(url, 'http://127.0.0.1');
    // Anything may call on loopback; only the browser that we sent knows the state.
    if (pathname !== '/callback' || query.get('state') !== state)
      return answer(response, 404, 'This is not the sign-in that was expected.');
    const code = query.get('code');
    const done = 'You are signed in. You can close this window and go on in the terminal.';
    if (code !== null) return answer(response, 200, done, () => resolve(code));
    const reason = query.get('error_description') ?? query.get('error') ?? 'no reason was given';
    const failed = new CommandError(`The sign-in failed: ${reason}.`, { cure: 'Sign in again: countersign login' });
    answer(response, 400, 'You are not signed in; the terminal says why.', () => reject(failed));
  });
  const late = new CommandError('Nobody signed in within five minutes.', { cure: 'Sign in again: countersign login' });
  const timer = setTimeout(() => reject(late), PATIENCE_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** `then` follows once the browser has its answer: the server may end after it. */
function answer(response: ServerResponse, status: number, text: string, then?: () => void): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    connection: 'close',
  });
  response.end(`${text}\n`, then);
}
