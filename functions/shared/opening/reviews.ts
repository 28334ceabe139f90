import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { executionName } from '../execution-name.ts';
import { BundleRef } from '../payloads.ts';
import type { TurnTable } from '../turns/turn-table.ts';

/** A bundle that is to be reviewed, and whose it is. */
export const WaitingReview = z.object({ vendor: z.string(), ref: BundleRef });
export type WaitingReview = z.infer<typeof WaitingReview>;

/** Starts reviews, each in its turn. */
export class Reviews {
  readonly #turns: TurnTable;
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;

  constructor(turns: TurnTable, sfn: SFNClient, stateMachineArn: string) {
    this.#turns = turns;
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
  }

  /** Starts a review, or sees that it was started before. False where no turn is free. */
  async start({ vendor, ref }: WaitingReview): Promise<boolean> {
    const name = executionName(ref);
    if (!(await this.#turns.take(vendor, name))) return false;
    try {
      await this.#sfn.send(
        new StartExecutionCommand({ stateMachineArn: this.#stateMachineArn, name, input: JSON.stringify(ref) }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      // It has ended: what was told of it came late.
      await this.#turns.giveBack(vendor, name);
    }
    return true;
  }
}

/** The line in which reviews wait for a turn. */
export class WaitingLine {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;

  constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  async join(review: WaitingReview): Promise<void> {
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: JSON.stringify(review) }));
  }
}
