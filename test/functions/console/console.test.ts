import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'countersign-console-'));
const SCRIPT = 'console.log("page")';
let handler: typeof import('#functions/console/console.lambda.ts')['handler'];

beforeAll(async () => {
  mkdirSync(join(root, 'site/assets'), { recursive: true });
  writeFileSync(join(root, 'site/index.html'), '<!doctype html>');
  writeFileSync(join(root, 'site/assets/page-1.js'), SCRIPT);
  writeFileSync(join(root, 'site/assets/page-1.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(root, 'site/assets/checker-1aB_-2.js'), SCRIPT);
  writeFileSync(join(root, 'secret.json'), '{}');
  Object.assign(process.env, {
    LAMBDA_TASK_ROOT: root,
    SIGN_IN_URL: 'https://countersign.auth.us-east-1.amazoncognito.com',
    CONSOLE_CLIENT_ID: 'console-client',
    UPLOAD_URL: 'https://bundles.s3.us-east-1.amazonaws.com',
  });
  ({ handler } = await import('#functions/console/console.lambda.ts'));
});
afterAll(() => rmSync(root, { recursive: true }));

const get = (rawPath: string, headers: Record<string, string> = {}) => handler({ rawPath, headers });

describe('the console', () => {
  it('leads to its page, and every link into it gives that page, never kept', async () => {
    for (const path of ['/', '/app'])
      expect(await get(path)).toMatchObject({ statusCode: 302, headers: { location: '/app/home' } });
    for (const path of ['/app/home', '/app/cases/case-1', '/app/standards/us-frontier/2026.10'])
      expect(await get(path), path).toMatchObject({
        statusCode: 200,
        headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
      });
  });

  it('gives a file in the encoding that the browser takes, for good', async () => {
    const plain = await get('/app/assets/page-1.js');
    expect(Buffer.from(plain.body ?? '', 'base64').toString()).toBe(SCRIPT);
    expect(plain.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable' });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    const packed = await get('/app/assets/page-1.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(Buffer.from(packed.body ?? '', 'base64').equals(brotliCompressSync(SCRIPT))).toBe(true);
  });

  it.each(['/app/assets/gone.js', '/app/../secret.json', '/app/%2e%2e/secret.json', '/app/logo.png'])(
    'has no %s',
    async (path) => expect(await get(path)).toMatchObject({ statusCode: 404 }),
  );

  it('tells the page where people sign in, and nothing else', async () => {
    const { body } = await get('/app/config.json');
    expect(JSON.parse(body ?? '')).toEqual({
      signInUrl: 'https://countersign.auth.us-east-1.amazoncognito.com',
      clientId: 'console-client',
    });
  });

  it('lets a page run and reach nothing but its own, the sign-in and the bucket', async () => {
    for (const path of ['/', '/app/home', '/app/assets/page-1.js', '/app/config.json', '/app/gone.png']) {
      const policy = (await get(path)).headers['content-security-policy'] ?? '';
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).toContain(
        "connect-src 'self' https://countersign.auth.us-east-1.amazoncognito.com https://bundles.s3.us-east-1.amazonaws.com;",
      );
      expect(policy, path).toContain("frame-ancestors 'none'");
      expect(policy, path).not.toMatch(/unsafe|\*|data:.*script/);
    }
  });

  it('lets the checker of bundles compile WebAssembly, and nothing else do so', async () => {
    const { headers } = await get('/app/assets/checker-1aB_-2.js');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    for (const path of ['/app/assets/checker-/../page.js', '/app/checker-1.js', '/app/home/assets/checker-1.js'])
      expect((await get(path)).headers['content-security-policy'], path).not.toContain('wasm');
  });
});
