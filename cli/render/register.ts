import { LEAST } from '#core/adjudication/register/statistics.ts';
import type { RegisterList, RegisterStatistics } from '#core/api/register-wire.ts';
import type { Context } from '../context.ts';
import { table } from './table.ts';

/** The register of decisions as a table, and what it comes to. */
export function renderRegister(
  entries: RegisterList['entries'],
  statistics: RegisterStatistics,
  context: Context,
): string {
  if (entries.length === 0) return 'Nothing was decided under this standard yet.\n';
  const rows = entries.map(({ month, outcome, standing, track, days, appeal, conditions, invented, model }) => [
    month,
    `${outcome.replaceAll('_', ' ')}${standing === 'final' ? '' : ` (${standing})`}`,
    track ?? '-',
    days.least === days.most ? String(days.most) : `${days.least}-${days.most}`,
    String(conditions),
    appeal ?? '-',
    `${model === null ? 'not named' : `${model.name} ${model.version}, ${model.vendor}`}${invented ? ' (a sample)' : ''}`,
  ]);
  const head = ['MONTH', 'OUTCOME', 'TRACK', 'DAYS', 'CONDITIONS', 'APPEAL', 'MODEL'];
  return `${table(context, head, rows)}\n${summaryOf(statistics)}`;
}

function summaryOf({ tracks, held, appeals }: RegisterStatistics): string {
  const few = `fewer than ${LEAST}, no figure`;
  const share = (value: number | null) => (value === null ? few : `${Math.round(value * 100)} %`);
  return [
    ...tracks.map(
      ({ track, decisions, medianDays, medianAgencyDays }) =>
        `Track ${track}: ${decisions} decided, ${medianDays === null ? few : `median ${medianDays} days, ${medianAgencyDays} of them the agencies' own`}`,
    ),
    `Asked for information: ${share(held)}`,
    `Appeals decided: ${appeals.decided}; overturned: ${share(appeals.overturned)}`,
    '',
  ].join('\n');
}
