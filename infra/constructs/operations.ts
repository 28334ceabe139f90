import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';

export interface LogProps {
  readonly key: IKey;
  readonly retain: boolean;
  readonly logRetentionDays: number;
}

export interface OperationsProps extends LogProps {
  readonly operators: readonly string[];
}

export interface AlarmProps {
  readonly metric: IMetric;
  /** What it means that the alarm rings. */
  readonly meaning: string;
  /** Heading of `docs/runbook.md`, as its anchor. */
  readonly runbook: string;
}

/** A function as the dashboard shows it. */
export type Watched = Pick<IFunction, 'metricErrors' | 'metricDuration' | 'metricInvocations'> & {
  readonly memoryMiB: number;
};

/** What operators see of the service: encrypted logs that end, and alarms that say what to do. */
export class Operations extends Construct {
  readonly #props: OperationsProps;
  readonly #alarms: Alarm[] = [];
  readonly #functions: Watched[] = [];
  /** Where alarms go; operators may subscribe to it by other means than mail. */
  readonly alarmTopic: Topic;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    this.#props = props;
    this.alarmTopic = new Topic(this, 'Alarms', {
      displayName: 'Countersign alarms',
      masterKey: props.key,
      enforceSSL: true,
    });
    for (const address of props.operators)
      acknowledge(
        this.alarmTopic.addSubscription(new EmailSubscription(address)),
        ['Serverless-SNSRedrivePolicy'],
        'SNS tries a mail for 23 days; an alarm that nobody was mailed of stands on the dashboard and in `ops doctor`, and a queue of mails nobody would read.',
      );
  }

  /** Every alarm that was made. */
  get alarms(): readonly Alarm[] {
    return this.#alarms;
  }

  /** Every function that was made. */
  get functions(): readonly Watched[] {
    return this.#functions;
  }

  /** Has a function on the dashboard. */
  watch(fn: IFunction, memoryMiB: number): void {
    this.#functions.push({
      memoryMiB,
      metricErrors: (options) => fn.metricErrors({ ...options, label: fn.node.scope?.node.id ?? fn.node.id }),
      metricDuration: (options) => fn.metricDuration(options),
      metricInvocations: (options) => fn.metricInvocations(options),
    });
  }

  /** Where a function of ours writes its log. */
  logGroup(scope: Construct, id: string): LogGroup {
    return new LogGroup(scope, id, logGroupProps(this.#props));
  }

  /**
   * Where a service of AWS delivers its log. All names under `/aws/vendedlogs/` share one entry of the account's resource
   * policy, which has no room for one entry per log group.
   */
  deliveredLogGroup(scope: Construct, id: string, name: string): LogGroup {
    return new LogGroup(scope, id, {
      ...logGroupProps(this.#props),
      logGroupName: `/aws/vendedlogs/${Stack.of(this).stackName}/${name}`,
    });
  }

  /** Rings as soon as the metric is above zero; silence of the metric is good news. */
  alarm(scope: Construct, id: string, { metric, meaning, runbook }: AlarmProps): Alarm {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold: 0,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${meaning} What to do: docs/runbook.md#${runbook}`,
    });
    alarm.addAlarmAction(new SnsAction(this.alarmTopic));
    this.#alarms.push(alarm);
    return alarm;
  }
}

/** Logs are encrypted, end, and are kept with the data where that is kept. */
export const logGroupProps = ({ key, retain, logRetentionDays }: LogProps): LogGroupProps => ({
  encryptionKey: key,
  retention: logRetentionDays,
  removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
});
