import '../support/referred-case.ts';
import { expect, it } from 'vitest';
import { openApi } from '#core/api/openapi.ts';
import { callPublic } from '../support/call-api.ts';

it('the API says what it is to whoever asks, without a token', async () => {
  const { status, json } = await callPublic('/openapi.json');
  expect(status).toBe(200);
  expect(json).toEqual(JSON.parse(JSON.stringify(openApi())));
});
