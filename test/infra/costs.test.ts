import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { caseCost, GETS, PUTS, SMALL_CASE, TABLE_WRITE_UNITS } from '../../infra/case-cost.ts';
import { prices } from '../../infra/prices.ts';
import { root, synthesize } from './synthesize.ts';

const { resources } = synthesize();
const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
const dollars = (sum: number) => sum.toFixed(2);

/** The table of docs/deploy.md: what is deployed for one vendor, at the prices of `infra/prices.ts`. */
function table(): string {
  const keys = ofType('AWS::KMS::Key');
  const rotating = keys.filter(({ Properties }) => Properties.EnableKeyRotation === true).length;
  const alarms = ofType('AWS::CloudWatch::Alarm').length;
  const dashboards = ofType('AWS::CloudWatch::Dashboard').length;
  const metrics = ofType('AWS::Logs::MetricFilter').length;
  const { workflow, functions, stores } = caseCost(SMALL_CASE);
  const [a, b, c] = [workflow, functions, stores].map((one) => dollars(one * 1000));
  const whole = dollars((workflow + functions + stores) * 1000);
  const idle = keys.length * prices.keyMonth + alarms * prices.alarmMonth + dashboards * prices.dashboardMonth;
  const rows = [
    [
      'a thousand cases of small bundles',
      `${whole}: workflow ${a}, functions ${b}, objects, keys, table and events ${c}`,
    ],
    [
      `${keys.length} keys, one for each vendor among them`,
      `${dollars(keys.length * prices.keyMonth)} a month, ${dollars((keys.length + 2 * rotating) * prices.keyMonth)} after two rotations of those that rotate`,
    ],
    [`${alarms} alarms`, `${dollars(alarms * prices.alarmMonth)} a month`],
    ['the dashboard', `${dollars(dashboards * prices.dashboardMonth)} a month; the first three of an account are free`],
    [
      'metrics of cases',
      `${dollars(prices.metricMonth)} a month for each of ${metrics} names, and for each event and outcome that occurs under two of them`,
    ],
    [
      'people',
      `threat protection of Cognito (plan Plus): ${dollars(prices.personMonth)} a month for each who signs in`,
    ],
    [
      'storage, for a GB and month',
      `objects ${prices.s3GbMonth}, twice with replicas; the table ${dollars(prices.tableGbMonth)}, its recovery in time ${dollars(prices.tableRecoveryGbMonth)}`,
    ],
    ['logs', `${dollars(prices.logGb)} for a GB taken in`],
  ];
  const lines = rows.map(([what, costs]) => `| ${what} | ${costs} |`);
  return ['| | |', '| --- | --- |', ...lines, '', `Without cases that is ${dollars(idle)} dollars a month.`].join('\n');
}

/** What docs/scale.md assumes. */
const PER_DAY = [100, 10_000, 100_000];
const SECONDS_OF_DAY = 8 * 3600;
const LASTS_S = 30;
const LOGS = 20;
const REFERRED = 0.1;
const WAITS_DAYS = 30;

/** The table of docs/scale.md: what so many cases a day need, against the quotas of AWS. */
function scale(): string {
  const perCase = caseCost(SMALL_CASE);
  const dollarsPerCase = perCase.workflow + perCase.functions + perCase.stores;
  const objects = SMALL_CASE.invocations + LOGS;
  const guide = 'https://docs.aws.amazon.com';
  const rate = (each: number) => (perDay: number) => rounded((perDay * each) / SECONDS_OF_DAY);
  const atOnce = (perDay: number) => Math.max(1, (perDay * LASTS_S) / SECONDS_OF_DAY);
  const rows: readonly (readonly [string, (perDay: number) => string])[] = [
    ['cases at once', (perDay) => rounded(atOnce(perDay))],
    [
      `functions at once ([quota 1,000](${guide}/lambda/latest/dg/gettingstarted-limits.html), 10 in a new account)`,
      (perDay) => rounded(atOnce(perDay) * LOGS),
    ],
    [
      `state transitions a second ([quota 5,000 in the three largest regions, 800 elsewhere](${guide}/step-functions/latest/dg/service-quotas.html))`,
      rate(SMALL_CASE.transitions + LOGS),
    ],
    ['`StartExecution` a second (same page: a bucket of 1,300 and 300 a second there, 800 and 150 elsewhere)', rate(1)],
    [
      'procedures that wait (same page: 1,000,000 open executions)',
      (perDay) => rounded(perDay * REFERRED * WAITS_DAYS),
    ],
    [
      `writes of the table a second, on demand ([quota 40,000](${guide}/amazondynamodb/latest/developerguide/ServiceQuotas.html))`,
      rate(TABLE_WRITE_UNITS),
    ],
    [
      `objects written to the evidence bucket a second ([3,500 for each prefix](${guide}/AmazonS3/latest/userguide/optimizing-performance.html))`,
      rate(objects),
    ],
    [
      `requests of KMS a second ([quota 10,000 to 100,000 by region](${guide}/general/latest/gr/kms.html), shared)`,
      rate(objects * (PUTS + GETS)),
    ],
    [
      'workflow, functions and stores, dollars a month (small bundles)',
      (perDay) => rounded(perDay * 30 * dollarsPerCase),
    ],
  ];
  const lines = rows.map(([what, of]) => `| ${what} | ${PER_DAY.map(of).join(' | ')} |`);
  const head = ['', ...PER_DAY.map((perDay) => `${perDay.toLocaleString('en-US')} a day`)].join(' | ');
  return [`|${head} |`, `|${' --- |'.repeat(PER_DAY.length + 1)}`, ...lines].join('\n');
}

/** To two digits. */
function rounded(figure: number): string {
  return Number(figure.toPrecision(2)).toLocaleString('en-US', { maximumFractionDigits: 3 });
}

it.each([
  { document: 'docs/deploy.md', mark: 'costs', table },
  { document: 'docs/scale.md', mark: 'scale', table: scale },
])('the $mark in $document are those of what is deployed', async ({ document, mark, table: made }) => {
  const path = join(root, document);
  const begin = `<!-- ${mark}: written by \`npx vitest run test/infra -u\` -->`;
  const end = `<!-- /${mark} -->`;
  const [before, rest = ''] = readFileSync(path, 'utf8').split(begin);
  const [, after] = rest.split(end);
  expect(after, `${document} lacks ${begin} … ${end}`).toBeDefined();
  await expect(`${before}${begin}\n${made()}\n${end}${after}`).toMatchFileSnapshot(path);
});

it('a case costs the sum of its parts', () => {
  const nothing = { transitions: 0, invocations: 0, gigabyteSeconds: 0 };
  const without = caseCost(nothing);
  expect(without).toEqual({ workflow: 0, functions: 0, stores: expect.closeTo(22 * 0.625e-6 + 6e-6, 12) });
  expect(caseCost({ ...nothing, transitions: 40 }).workflow).toBeCloseTo(0.001, 12);
  expect(caseCost({ ...nothing, gigabyteSeconds: 1000 }).functions).toBeCloseTo(0.0133334, 12);
  const invoked = caseCost({ ...nothing, invocations: 1 });
  expect(invoked.functions).toBeCloseTo(0.2e-6, 12);
  expect(invoked.stores - without.stores).toBeCloseTo(5e-6 + 3 * 0.4e-6 + 4 * 3e-6, 12);
});
