import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Operations } from './operations.ts';

export interface CaseMetricsProps {
  /** Of the deployment; two in one account must not count each other's cases. */
  readonly environment: string;
  readonly relayLog: ILogGroup;
  readonly decideLog: ILogGroup;
  readonly sweepLog: ILogGroup;
  readonly operations: Operations;
}

/** What a function logs of which kind, and what is counted of it: the number in a field, or each entry. */
interface Counted {
  readonly name: string;
  readonly log: ILogGroup;
  readonly message: string;
  readonly value?: string;
  readonly unit?: Unit;
  /** Name of the dimension -> field. */
  readonly by?: Readonly<Record<string, string>>;
}

/**
 * Figures on cases, out of the logs of the functions through which each event and each verdict goes. Logs hold ids, names and numbers;
 * no dimension names a case or a vendor.
 */
export class CaseMetrics extends Construct {
  readonly #namespace: string;

  constructor(
    scope: Construct,
    id: string,
    { environment, relayLog, decideLog, sweepLog, operations }: CaseMetricsProps,
  ) {
    super(scope, id);
    this.#namespace = `Countersign/${environment}`;
    const decided = { log: decideLog, message: 'verdict decided' };
    const counted: readonly Counted[] = [
      { name: 'CaseEvents', log: relayLog, message: 'event passed on', by: { Event: '$.event' } },
      { name: 'StuckCases', log: sweepLog, message: 'case stuck' },
      { name: 'UndeclaredUploads', log: sweepLog, message: 'upload without declaration' },
      { name: 'Reminders', log: relayLog, message: 'reminder passed on' },
      { ...decided, name: 'Verdicts', by: { Outcome: '$.outcome' } },
      { ...decided, name: 'Findings', value: '$.findings' },
      { ...decided, name: 'InconclusiveFindings', value: '$.inconclusive' },
      { ...decided, name: 'TimeToVerdict', value: '$.seconds', unit: Unit.SECONDS },
    ];
    for (const { name, log, message, value = '1', unit, by } of counted)
      new MetricFilter(this, name, {
        logGroup: log,
        filterPattern: FilterPattern.stringValue('$.message', '=', message),
        metricNamespace: this.#namespace,
        metricName: name,
        metricValue: value,
        ...(unit !== undefined && { unit }),
        ...(by !== undefined && { dimensions: by }),
      });
    operations.alarm(this, 'CaseStuck', {
      metric: this.metric('StuckCases'),
      meaning: 'A case is in review, and nothing has happened to it for three hours.',
      runbook: 'case-stuck',
    });
    operations.alarm(this, 'UndeclaredUpload', {
      metric: this.metric('UndeclaredUploads'),
      meaning: 'The role of a vendor has put something that was not declared. It opens no case.',
      runbook: 'upload-not-declared',
    });
    operations.alarm(this, 'EmergencyAccess', {
      metric: this.metric('CaseEvents', { dimensions: { Event: 'emergency_access_opened' } }).with({
        period: Duration.minutes(5),
      }),
      meaning: 'Somebody has opened an emergency access to the evidence of a case.',
      runbook: 'emergency-access',
    });
  }

  /** A metric of the cases, summed over its period where no other statistic is asked for. */
  metric(
    metricName: string,
    options: { dimensions?: Record<string, string>; statistic?: string; label?: string } = {},
  ): Metric {
    const { dimensions, statistic = Stats.SUM, label } = options;
    return new Metric({
      namespace: this.#namespace,
      metricName,
      statistic,
      period: Duration.hours(1),
      ...(dimensions !== undefined && { dimensionsMap: dimensions }),
      ...(label !== undefined && { label }),
    });
  }
}
