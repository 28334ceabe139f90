import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { calendarFile } from '#core/notices/calendar-file.ts';
import type { OutboxItem, SettingsItem } from '../shared/table/notice-items.ts';
import { Undeliverable } from './undeliverable.ts';

export interface Mail {
  readonly ses: SESv2Client;
  readonly from: string;
  readonly configurationSet: string;
}

/**
 * Sends a notice by e-mail, one mail to all addresses of its party; one about a due date carries it as a calendar file.
 * @throws {Undeliverable} without an address; otherwise what SES says
 */
export async function sendEmail(item: OutboxItem, { settings }: SettingsItem, mail: Mail): Promise<void> {
  if (settings.email === null) throw new Undeliverable('The party has no e-mail address any more.');
  await mail.ses.send(commandFor(item, settings.email.addresses, mail));
}

function commandFor(
  item: OutboxItem,
  addresses: readonly string[],
  { from, configurationSet }: Mail,
): SendEmailCommand {
  const { subject, text, dueDate, caseId, at } = item;
  const text8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return new SendEmailCommand({
    FromEmailAddress: from,
    ConfigurationSetName: configurationSet,
    Destination: { ToAddresses: [...addresses] },
    Content: {
      Simple: {
        Subject: text8(subject),
        Body: { Text: text8(text) },
        Headers: [
          // RFC 3834: no vacation notice is to answer this.
          { Name: 'Auto-Submitted', Value: 'auto-generated' },
          { Name: 'X-Countersign-Notice', Value: item.id },
        ],
        ...(dueDate !== null && {
          Attachments: [
            {
              FileName: `${caseId}.ics`,
              ContentType: 'text/calendar; charset=UTF-8; method=PUBLISH',
              ContentDisposition: 'ATTACHMENT',
              RawContent: Buffer.from(calendarFile(caseId, [{ ...dueDate, due: dueDate.on }], at)),
            },
          ],
        }),
      },
    },
  });
}
