import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivate } from '../state/write-private.ts';
import type { Deployment } from '../template/deployment.ts';
import { ConfigurationSet, EmailIdentity } from './resource.ts';

const Content = z.strictObject({ Data: z.string(), Charset: z.string().optional() });

/** The body of `SendEmail`, as far as it is played here: one message with a text, headers and attachments. */
export const SendEmail = z.strictObject({
  FromEmailAddress: z.string(),
  ConfigurationSetName: z.string().optional(),
  Destination: z.strictObject({ ToAddresses: z.array(z.email()).min(1).max(50) }),
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: Content,
      Body: z.strictObject({ Text: Content }),
      Headers: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
      Attachments: z
        .array(
          z.strictObject({
            FileName: z.string(),
            ContentType: z.string().optional(),
            ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).optional(),
            RawContent: z.base64(),
          }),
        )
        .default([]),
    }),
  }),
});

/** A mail in the outbox of the state folder. */
export const Mail = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  headers: z.record(z.string(), z.string()),
  attachments: z.array(z.object({ fileName: z.string(), contentType: z.string(), base64: z.string() })),
});
export type Mail = z.infer<typeof Mail>;

/** SES does not take the mail; the code is the one that it answers. */
export class MailRejected extends Error {
  override name = 'MailRejected';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** SES: no mail leaves this machine; each is a file in a folder, which sorts by time. */
export class Mails {
  readonly #folder: string;
  readonly #identities: ReadonlySet<string>;
  readonly #configurationSets: ReadonlySet<string>;
  readonly #now: () => number;

  /** @param now the time, in ms since 1970 */
  constructor(folder: string, deployment: Deployment, now: () => number = Date.now) {
    this.#folder = folder;
    this.#now = now;
    this.#identities = new Set(deployment.all(EmailIdentity).map(({ ref }) => ref.toLowerCase()));
    this.#configurationSets = new Set(deployment.all(ConfigurationSet).map(({ ref }) => ref));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Takes a mail, and gives its id; the file is then there. @throws {MailRejected} */
  send(request: z.infer<typeof SendEmail>): string {
    const { FromEmailAddress: from, ConfigurationSetName: set, Destination, Content: content } = request;
    const address = from.toLowerCase();
    if (!this.#identities.has(address) && !this.#identities.has(address.slice(address.lastIndexOf('@') + 1)))
      throw new MailRejected('MessageRejected', `Email address is not verified: ${from}`);
    if (set !== undefined && !this.#configurationSets.has(set))
      throw new MailRejected('NotFoundException', `Configuration set <${set}> does not exist.`);
    const { Subject, Body, Headers, Attachments } = content.Simple;
    const mail: Mail = {
      id: randomUUID(),
      at: new Date(this.#now()).toISOString(),
      from,
      to: Destination.ToAddresses,
      subject: Subject.Data,
      text: Body.Text.Data,
      headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value])),
      attachments: Attachments.map(({ FileName, ContentType = 'application/octet-stream', RawContent }) => ({
        fileName: FileName,
        contentType: ContentType,
        base64: RawContent,
      })),
    };
    const file = `${mail.at.replaceAll(/[-:.]/g, '')}-${mail.id}.json`;
    writePrivate(join(this.#folder, file), JSON.stringify(mail, null, 2));
    return mail.id;
  }

  /** The mails in the outbox, the oldest first. */
  list(): Mail[] {
    const files = readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
    return files.sort().map((name) => Mail.parse(JSON.parse(readFileSync(join(this.#folder, name), 'utf8'))));
  }
}
