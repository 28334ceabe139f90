import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Profile } from '../../../local/state/profile.ts';

/** SDK clients for a running local Countersign. */
export function clientsOf({ region, credentials, endpoints }: Profile) {
  const common = () => ({ region, credentials: { ...credentials } });
  return {
    s3: new S3Client({ ...common(), endpoint: endpoints.s3 }),
    dynamodb: new DynamoDBClient({ ...common(), endpoint: endpoints.dynamodb }),
    sfn: new SFNClient({ ...common(), endpoint: endpoints.sfn }),
    events: new EventBridgeClient({ ...common(), endpoint: endpoints.events }),
  };
}

/** Time between two questions: short at first, then a tenth of what has passed, as each question is work for what is waited for. */
const intervalAfter = (passed: number) => Math.min(500, Math.max(25, passed / 10));

/** Asks until there is an answer other than undefined; what the last attempt threw is thrown where the time is up. */
export async function eventually<T>(ask: () => Promise<T | undefined>, timeout = 25_000): Promise<T> {
  const begin = performance.now();
  const end = begin + timeout;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (performance.now() > end) throw new Error(`There was no answer in ${timeout / 1000} s.`);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pause(intervalAfter(performance.now() - begin));
  }
}

const TokenAnswer = z.object({
  access_token: z.string().optional(),
  token_type: z.string().optional(),
  error: z.string().optional(),
});

/** Asks for an access token by client credentials. */
export async function accessToken(profile: Profile, over: { secret?: string; scope?: string } = {}) {
  const { tokenUrl, clientId, clientSecret } = profile;
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${clientId}:${over.secret ?? clientSecret}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(over.scope && { scope: over.scope }),
    }).toString(),
  });
  return { status: response.status, ...TokenAnswer.parse(await response.json()) };
}
