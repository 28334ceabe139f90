import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { postWebhook } from '#functions/shared/webhook/post.ts';
import { WebhookTargetError, WebhookTargets } from '#functions/shared/webhook/target.ts';

const loopback = new WebhookTargets('127.0.0.0/8');
const publicOnly = new WebhookTargets('');
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(server.address())}/hook`;
}
const portOf = (address: string | AddressInfo | null) => (typeof address === 'object' ? address?.port : undefined);

const post = { headers: { 'webhook-id': 'n-1' }, body: '{"a":"ö"}' };

describe('posting a webhook', () => {
  it('sends body and headers, and gives the status', async () => {
    let seen: unknown;
    const url = await serve(async (request, response) => {
      seen = { method: request.method, url: request.url, id: request.headers['webhook-id'], body: await text(request) };
      response.writeHead(204).end();
    });
    expect(await postWebhook({ ...post, url }, loopback)).toBe(204);
    expect(seen).toEqual({ method: 'POST', url: '/hook', id: 'n-1', body: post.body });
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await postWebhook({ ...post, url }, loopback)).toBe(307);
    expect(asked).toBe(1);
  });

  it('does not wait for an answer that does not come', async () => {
    const url = await serve(() => {});
    await expect(postWebhook({ ...post, url }, loopback, { timeoutMs: 50 })).rejects.toThrow('no answer within 0.05 s');
  });

  it('does not wait for an answer that does not end', async () => {
    const url = await serve((_, response) => void response.writeHead(200).write('x'));
    await expect(postWebhook({ ...post, url }, loopback, { timeoutMs: 50 })).rejects.toThrow('no answer');
  });

  it('reads no more than it has to of an answer', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const more = () => response.write(Buffer.alloc(65_536), (error) => error || more());
      more();
    });
    expect(await postWebhook({ ...post, url }, loopback)).toBe(200);
  });

  it.each([
    ['a private address', [{ address: '10.0.0.5', family: 4 }]],
    [
      'a public and a private address',
      [
        { address: '93.184.216.34', family: 4 },
        { address: '::1', family: 6 },
      ],
    ],
    ['no address', []],
  ])('never connects to a name that has %s', async (_, addresses) => {
    const posting = postWebhook({ ...post, url: 'https://hooks.example.org/' }, publicOnly, {
      resolve: async () => addresses,
    });
    await expect(posting).rejects.toThrow(WebhookTargetError);
  });

  it('refuses an address that is not public before it connects', async () => {
    const posting = postWebhook({ ...post, url: 'https://169.254.169.254/latest' }, publicOnly);
    await expect(posting).rejects.toThrow(WebhookTargetError);
  });

  it('connects to the address that was checked, and asks the name server once', async () => {
    const url = new URL(await serve((_, response) => void response.end()));
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.5', family: 4 }];
    };
    // By https, since plain http goes to literal addresses alone: the handshake fails at the server that was checked.
    const target = { ...post, url: `https://hooks.example.org:${url.port}/` };
    await expect(postWebhook(target, loopback, { resolve: rebinding })).rejects.toThrow(/SSL|wrong version|EPROTO/i);
    expect(asked).toBe(1);
  });
});
