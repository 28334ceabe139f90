import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import { TableStream } from './table-stream.ts';

export interface CaseEventsProps {
  readonly cases: ITable;
  readonly bus: IEventBus;
  readonly common: Pick<HandlerFunctionProps, 'functionsDirectory' | 'operations'>;
  readonly reserveConcurrency: boolean;
}

/** What happens to a case, from the table's stream to the event bus: ids, names and dates, never content. */
export class CaseEvents extends Construct {
  /** The function through which every event of every case goes, once at least. */
  readonly relay: HandlerFunction;

  constructor(scope: Construct, id: string, { cases, bus, common, reserveConcurrency }: CaseEventsProps) {
    super(scope, id);
    const relay = new HandlerFunction(this, 'Relay', {
      ...common,
      handler: 'relay',
      purpose: 'Passes on to the event bus what happens to cases',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      ...(reserveConcurrency && { reservedConcurrency: 5 }),
    });
    this.relay = relay;
    relay.bindTable('TABLE_NAME', cases, { get: ['CASE'] });
    relay.bindBus('EVENT_BUS_NAME', bus);
    const inserted = (prefix: string) => ({
      eventName: ['INSERT'],
      dynamodb: { Keys: { PK: { S: [{ prefix: 'CASE#' }] }, SK: { S: [{ prefix }] } } },
    });
    new TableStream(this, 'Stream', {
      table: cases,
      reader: relay,
      filters: [inserted('EVENT#'), inserted('NOTICE#')],
      operations: common.operations,
    });
  }
}
