import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { writeSmallAssembly } from '../support/small-assembly.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-mails-'));
const state = join(folder, 'state');
let runtime: Runtime;
let ses: SESv2Client;
beforeAll(async () => {
  const assembly = join(folder, 'assembly');
  mkdirSync(assembly);
  writeSmallAssembly(assembly, {
    resources: {
      Domain: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'review.example' } },
      Address: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'one@other.example' } },
      Set: { Type: 'AWS::SES::ConfigurationSet', Properties: { Name: 'mail' } },
    },
  });
  runtime = await startRuntime({ assembly, state });
  const { region, credentials, endpoints } = runtime.profile;
  ses = new SESv2Client({ region, credentials, endpoint: endpoints.events, maxAttempts: 1 });
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const mail = (FromEmailAddress: string, over: object = {}) =>
  new SendEmailCommand({
    FromEmailAddress,
    ConfigurationSetName: 'mail',
    Destination: { ToAddresses: ['a@acme.example'] },
    Content: {
      Simple: {
        Subject: { Data: 'Grüße' },
        Body: { Text: { Data: 'a text\n' } },
        Attachments: [{ FileName: 'a.ics', ContentType: 'text/calendar', RawContent: Buffer.from('BEGIN') }],
      },
    },
    ...over,
  });

describe('SES', () => {
  it('puts a mail of an identity into the outbox, where its owner alone reads it', async () => {
    const { MessageId } = await ses.send(mail('countersign@review.example'));
    await ses.send(mail('one@other.example'));
    const [first, second] = runtime.mails.list();
    expect(first).toMatchObject({
      id: MessageId,
      from: 'countersign@review.example',
      to: ['a@acme.example'],
      subject: 'Grüße',
      text: 'a text\n',
      attachments: [{ fileName: 'a.ics', contentType: 'text/calendar', base64: 'QkVHSU4=' }],
    });
    expect(second?.from).toBe('one@other.example');
    expect(statSync(join(state, 'outbox')).mode & 0o077).toBe(0);
  });

  it('takes none of another sender, and none with what it does not play', async () => {
    await expect(ses.send(mail('two@other.example'))).rejects.toMatchObject({ name: 'MessageRejected' });
    await expect(ses.send(mail('a@review.example', { ConfigurationSetName: 'x' }))).rejects.toThrow(
      /<x> does not exist/,
    );
    await expect(ses.send(mail('a@review.example', { ReplyToAddresses: ['b@review.example'] }))).rejects.toThrow(
      /ReplyToAddresses/,
    );
    expect(runtime.mails.list()).toHaveLength(2);
  });
});
