import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  PeriodOverride,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { prices } from '../prices.ts';
import type { CaseMetrics } from './case-metrics.ts';
import type { Operations } from './operations.ts';

export interface DashboardProps {
  readonly environment: string;
  readonly operations: Operations;
  readonly cases: CaseMetrics;
  readonly machines: Readonly<Record<string, StateMachine>>;
  readonly table: ITable;
}

/** Into what a case comes by its events, as far as it then stays there. */
const STATES = ['opened', 'returned', 'referred', 'decided', 'withdrawn', 'lapsed', 'reopened'];
/** What the clocks have brought because nobody acted. */
const MISSED = ['silence_recorded', 'request_expired', 'condition_expired', 'appeal_overdue', 'escalated'];
const OUTCOMES = ['cleared', 'cleared_with_conditions', 'referred', 'not_cleared', 'returned'];
const period = Duration.hours(1);

/** The service on one page: how cases go, whose clocks ran out, what fails, what it costs. Every alarm is on it. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { environment, operations, cases, machines, table } = props;
    const events = (names: readonly string[]) =>
      names.map((name) => cases.metric('CaseEvents', { dimensions: { Event: name }, label: name }));
    const graph = (title: string, left: IMetric[], more: { right?: IMetric[] } = {}) =>
      new GraphWidget({ title, left, width: 8, height: 6, ...more });
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `Countersign-${environment}`,
      defaultInterval: Duration.days(7),
      periodOverride: PeriodOverride.AUTO,
      widgets: [
        [
          new TextWidget({
            markdown: `**Countersign, ${environment}** — what to do when an alarm rings: docs/runbook.md. What is wrong now: \`countersign ops doctor --env ${environment}\``,
            width: 24,
            height: 1,
          }),
        ],
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...operations.alarms], width: 24, height: 4 })],
        [
          graph('Cases by what became of them', events(STATES)),
          graph(
            'Verdicts by outcome',
            OUTCOMES.map((name) => cases.metric('Verdicts', { dimensions: { Outcome: name }, label: name })),
          ),
          graph('Time from upload to verdict (s)', [
            cases.metric('TimeToVerdict', { statistic: Stats.percentile(50), label: 'p50' }),
            cases.metric('TimeToVerdict', { statistic: Stats.percentile(99), label: 'p99' }),
          ]),
        ],
        [
          graph('Clocks that ran out, and reminders', events(MISSED), { right: [cases.metric('Reminders')] }),
          graph(
            'What people did',
            events(['determined', 'signed', 'voted', 'request_issued', 'request_answered', 'appealed']),
          ),
          graph('Inconclusive findings', [
            new MathExpression({
              label: '% of all findings',
              expression: '100 * inconclusive / findings',
              usingMetrics: { inconclusive: cases.metric('InconclusiveFindings'), findings: cases.metric('Findings') },
              period,
            }),
          ]),
        ],
        [
          graph(
            'Errors of functions',
            operations.functions.map((fn) => fn.metricErrors({ period })),
          ),
          graph(
            'Executions',
            Object.entries(machines).flatMap(([name, machine]) => [
              machine.metricStarted({ period, label: `${name} started` }),
              machine.metricFailed({ period, label: `${name} failed` }),
            ]),
          ),
          graph('Cost an hour at list prices (USD)', [functionsCost(operations), tableCost(table)]),
        ],
      ],
    });
  }
}

/** Seconds and memory of all functions, and their requests (`infra/prices.ts`). */
function functionsCost({ functions }: Operations): MathExpression {
  const terms = functions.map((fn, at) => {
    const gibibytes = fn.memoryMiB / 1024;
    return {
      expression: `d${at} * ${decimal((gibibytes * prices.lambdaGbSecond) / 1000)} + n${at} * ${decimal(prices.lambdaRequest)}`,
      metrics: {
        [`d${at}`]: fn.metricDuration({ period, statistic: Stats.SUM }),
        [`n${at}`]: fn.metricInvocations({ period }),
      },
    };
  });
  return new MathExpression({
    label: 'functions',
    expression: terms.map(({ expression }) => expression).join(' + '),
    usingMetrics: Object.assign({}, ...terms.map(({ metrics }) => metrics)),
    period,
  });
}

function tableCost(table: ITable): MathExpression {
  return new MathExpression({
    label: 'writes of the table',
    expression: `w * ${decimal(prices.tableWrite)}`,
    usingMetrics: { w: table.metricConsumedWriteCapacityUnits({ period, statistic: Stats.SUM }) },
    period,
  });
}

/** Metric math reads no exponents. */
function decimal(price: number): string {
  return price.toFixed(15).replace(/0+$/, '');
}
