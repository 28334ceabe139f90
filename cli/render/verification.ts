import type * as z from 'zod';
import type { Context } from '../context.ts';
import type { Verification, VerificationFailure } from '../output/verification.ts';
import { palette } from './palette.ts';
import { safeText, words, wrap } from './text.ts';

/** What was verified, line by line, and what was not looked at; or the first thing that does not hold. */
export function renderVerification(
  result: Verification | z.infer<typeof VerificationFailure>,
  context: Context,
): string {
  const color = palette(context.stdout, context.env);
  const width = Math.min(context.stdout.columns, 110);
  if ('code' in result)
    return [
      `${color.bold(color.red('NOT VERIFIED'))}  ${result.code}`,
      `  found:    ${wrap(result.found, width, '            ')}`,
      `  expected: ${wrap(result.expected, width, '            ')}`,
      '',
    ].join('\n');
  const outcome = result.statement?.predicate;
  const lines = [
    color.bold(color.green('VERIFIED')),
    ...result.holds.map((line) => `  ${wrap(line, width, '    ')}`),
    ...result.notChecked.map((line) => `  ${color.yellow('not checked')}: ${wrap(line, width, '    ')}`),
  ];
  if (outcome !== undefined)
    lines.push(
      '',
      `outcome   ${words(outcome.outcome)}`,
      `case      ${safeText(outcome.caseId)}`,
      `standard  ${safeText(`${outcome.pack.id} ${outcome.pack.version}, ${outcome.pack.digest}`)}`,
    );
  return `${lines.join('\n')}\n`;
}
