import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { MailSender } from './mail-sender.ts';
import { WorkQueue } from './work-queue.ts';

export interface NoticesProps {
  readonly cases: ITable;
  readonly bus: IEventBus;
  readonly mail: MailSender;
  /** Networks (CIDR) that webhooks may go to although they are not public; none where Countersign is deployed. */
  readonly webhookNetworks: readonly string[];
  /** Address of a case, with `{caseId}` in it; null where there is only the command line. */
  readonly caseUrl: string | null;
  /** Asks for notices to be sent again, and sets where they go. */
  readonly api: HandlerFunction;
  readonly common: Pick<HandlerFunctionProps, 'functionsDirectory' | 'operations'>;
  readonly reserveConcurrency: boolean;
}

/**
 * Who is to be told of what happens to a case: from the bus to `notify`, which writes the outbox, and from there one delivery at a
 * time to `deliver`, by e-mail or webhook.
 */
export class Notices extends Construct {
  constructor(scope: Construct, id: string, props: NoticesProps) {
    super(scope, id);
    const { cases, bus, mail, common, reserveConcurrency, api } = props;
    const { operations } = common;
    const events = new WorkQueue(this, 'Events', {
      operations,
      visibility: Duration.minutes(3),
      attempts: 10,
      meaning: 'Nobody was told of something that happened to a case.',
      runbook: 'event-without-notices',
    });
    const deliveries = new WorkQueue(this, 'Deliveries', {
      operations,
      visibility: Duration.minutes(3),
      // As many as `functions/deliver/retry.ts` has.
      attempts: 6,
      meaning: 'A notice was not delivered within eight hours.',
      runbook: 'notice-undelivered',
    });

    const notify = new HandlerFunction(this, 'Notify', {
      ...common,
      handler: 'notify',
      purpose: 'Decides who is told of what happens to a case',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      ...(reserveConcurrency && { reservedConcurrency: 5 }),
    });
    notify.bindTable('TABLE_NAME', cases, { get: ['SETTINGS', 'OUTBOX'], put: ['OUTBOX'] });
    notify.bindQueueToSend('DELIVERY_QUEUE_URL', deliveries.queue);
    notify.setVariable('CASE_URL', props.caseUrl ?? '');
    events.feed(notify, 10);

    const deliver = new HandlerFunction(this, 'Deliver', {
      ...common,
      handler: 'deliver',
      purpose: 'Delivers notices by e-mail and webhook',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      ...(reserveConcurrency && { reservedConcurrency: 5 }),
    });
    deliver.bindTable('TABLE_NAME', cases, { get: ['SETTINGS', 'OUTBOX'], put: ['OUTBOX'] });
    deliver.bindMail('MAIL_FROM', 'MAIL_CONFIGURATION_SET', mail);
    deliver.setVariable('DELIVERY_QUEUE_URL', deliveries.queue.queueUrl);
    deliver.setVariable('WEBHOOK_ALLOWED_NETWORKS', props.webhookNetworks.join(','));
    deliveries.feed(deliver, 5);

    api.bindQueueToSend('DELIVERY_QUEUE_URL', deliveries.queue);
    api.setVariable('WEBHOOK_ALLOWED_NETWORKS', props.webhookNetworks.join(','));

    new Rule(this, 'CaseEvents', {
      description: 'Something happened to a case, or a due date comes near: tells those concerned',
      eventBus: bus,
      eventPattern: { source: ['countersign'], detailType: ['Case Event', 'Case Reminder'] },
      targets: [
        new SqsQueue(events.queue, {
          deadLetterQueue: events.setAside,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
