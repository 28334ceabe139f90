import type { Finding } from '../../ops/doctor/finding.ts';
import type { ShredRecord } from '../../ops/shred/shred-record.ts';
import type { StoreVerification } from '../../ops/verify/verify-store.ts';
import type { Context } from '../context.ts';
import { palette } from './palette.ts';
import { safeText } from './text.ts';

const MARKS: Record<Finding['status'], string> = { ok: '✓', wrong: '✗', unknown: '?', 'not-here': '-' };

/** What is wrong first, each with what to do; then what is well. */
export function renderFindings(findings: readonly Finding[], context: Context): string {
  const color = palette(context.stdout, context.env);
  const order: Finding['status'][] = ['wrong', 'unknown', 'ok', 'not-here'];
  const lines = order.flatMap((status) =>
    findings
      .filter((finding) => finding.status === status)
      .flatMap(({ check, found, cure }) => {
        const line = `${MARKS[status]}  ${check}: ${safeText(found)}`;
        const painted = status === 'wrong' ? color.red(line) : status === 'unknown' ? color.yellow(line) : line;
        return cure === null ? [painted] : [painted, `   do: ${safeText(cure)}`];
      }),
  );
  return `${lines.join('\n')}\n`;
}

export function renderStoreVerification(
  { faults, logEntries, ...total }: StoreVerification & { logEntries: number | null },
  context: Context,
): string {
  const color = palette(context.stdout, context.env);
  const { cases, ballots, events, verdicts, objects } = total;
  const lines = faults.map(({ caseId, fault }) => color.red(`✗  ${caseId}: ${safeText(fault)}`));
  const seen = `${cases} cases, ${ballots} ballots, ${events} events, ${verdicts} verdicts, ${objects} objects${logEntries === null ? '' : `, ${logEntries} entries of the log`}`;
  return `${[...lines, `${seen}: ${faults.length === 0 ? 'all as written' : `${faults.length} faults`}`].join('\n')}\n`;
}

/** That a vendor's key is destroyed, until when that can be taken back, and by what it is known. */
export function renderShredding({ vendor, key, reason, keyDeletedOn, cases, hash }: ShredRecord): string {
  return [
    `The key of ${vendor} is disabled, and deleted on ${keyDeletedOn}: ${safeText(reason)}`,
    `  key          ${key}`,
    `  cases        ${cases}, each with a certificate of destruction in its log`,
    `  record       ${hash}`,
    '',
  ].join('\n');
}
