import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctedS3 } from '../../scripts/second-opinion/s3-corrections.ts';

/** An S3 that, like ministack's, knows no ranges of a version, and tells what it was asked. */
const asked: (string | undefined)[] = [];
const other = createServer((request, response) => {
  asked.push(request.headers.range);
  response.setHeader('x-amz-checksum-crc32', 'of-the-whole').setHeader('etag', '"e"');
  if (request.url?.includes('absent')) response.writeHead(404).end('none');
  else if (request.headers.range === 'bytes=2-4') response.writeHead(206).end('its own range');
  else response.end('0123456789');
});
let s3: Awaited<ReturnType<typeof correctedS3>>;

beforeAll(async () => {
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  s3 = await correctedS3(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
});
afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  other.close();
});

const get = (path: string, range?: string) =>
  fetch(`${s3.url}${path}`, { headers: range === undefined ? {} : { range } });

describe('the server before the S3 of ministack', () => {
  it('cuts the range of a named version, without the checksum of the whole', async () => {
    const answer = await get('/b/k?versionId=v', 'bytes=2-4');
    expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([
      206,
      '234',
      'bytes 2-4/10',
    ]);
    expect(answer.headers.get('x-amz-checksum-crc32')).toBeNull();
    expect(asked.at(-1)).toBeUndefined();
  });

  it('ends a range with the object', async () => {
    expect(await (await get('/b/k?versionId=v', 'bytes=8-99')).text()).toBe('89');
  });

  it('passes on everything else as it is', async () => {
    expect(await (await get('/b/k', 'bytes=2-4')).text()).toBe('its own range');
    expect(await (await get('/b/k?versionId=v')).text()).toBe('0123456789');
    expect((await get('/b/absent?versionId=v', 'bytes=2-4')).status).toBe(404);
  });
});
