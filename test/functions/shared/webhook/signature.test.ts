import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newSecret, signedHeaders } from '#functions/shared/webhook/signature.ts';

type Verify = (secret: string, headers: Record<string, string>, rawBody: string) => boolean;

const body = '{"type":"case.decided","data":{"text":"ö"}}';

describe('the signature of a webhook', () => {
  it('is what the library of Standard Webhooks verifies, with every secret in use', () => {
    const [current, previous] = [newSecret(), newSecret()];
    const headers = signedHeaders([current, previous], { id: 'n-1', at: Date.now(), body });
    for (const secret of [current, previous])
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  it('is none for another body, another id, another time, or under another secret', () => {
    const secret = newSecret();
    const headers = signedHeaders([secret], { id: 'n-1', at: Date.now(), body });
    const verify = (text: string, over: Record<string, string> = {}, by = secret) =>
      new Webhook(by).verify(text, { ...headers, ...over });
    expect(() => verify(body.replace('decided', 'returned'))).toThrow();
    expect(() => verify(body, { 'webhook-id': 'n-2' })).toThrow();
    expect(() => verify(body, { 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) })).toThrow();
    expect(() => verify(body, {}, newSecret())).toThrow();
  });

  it('fits the example of the specification', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const post = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body: '{"test": 2432232314}' };
    expect(signedHeaders([secret], post)['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is verified by the lines in docs/notices.md, and by them is none that was changed or is old', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/notices.md'), 'utf8');
    const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const module: unknown = await import(`data:text/javascript,${encodeURIComponent(`${code}\nexport { verify };`)}`);
    const { verify } = z.object({ verify: z.custom<Verify>((value) => typeof value === 'function') }).parse(module);
    const [current, previous] = [newSecret(), newSecret()];
    const headers = signedHeaders([current, previous], { id: 'n-1', at: Date.now(), body });
    const old = signedHeaders([current], { id: 'n-1', at: Date.now() - 301_000, body });
    expect([verify(current, headers, body), verify(previous, headers, body)]).toEqual([true, true]);
    expect([
      verify(newSecret(), headers, body),
      verify(current, headers, `${body} `),
      verify(current, old, body),
    ]).toEqual([false, false, false]);
  });

  it('is made with 256 random bits', () => {
    expect(Buffer.from(newSecret().replace('whsec_', ''), 'base64')).toHaveLength(32);
    expect(newSecret()).not.toBe(newSecret());
  });
});
