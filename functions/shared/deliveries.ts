import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery } from './table/notice-items.ts';

/** The queue of notices that are to be delivered. */
export class Deliveries {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;

  constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  async send(delivery: Delivery): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: JSON.stringify(delivery) }));
  }
}
