import type { Verdict } from '#core/adjudication/verdict.ts';
import { packName } from '#core/policy/check-report.ts';
import type { Context } from '../context.ts';
import type { Judged } from '../review/judged.ts';
import { palette } from './palette.ts';
import { table } from './table.ts';
import { words } from './text.ts';
import { renderVerdict, type VerdictView } from './verdict.ts';

/** So many criteria are named in a line of the table. */
const NAMED = 8;

/**
 * The verdicts on a bundle: side by side where it seeks several standards, then the first as a whole; with `all`, every one
 * as a whole.
 */
export function renderVerdicts(
  judged: readonly [Judged, ...Judged[]],
  view: Omit<VerdictView, 'verdict' | 'findings'>,
  context: Context,
): string {
  const [first, ...others] = judged;
  if (others.length === 0) return renderVerdict({ ...view, ...first }, context);
  const whole = view.all === true ? others.map((other) => renderVerdict({ ...view, ...other }, context)) : [];
  return `\n${comparison(judged, context)}\n${[renderVerdict({ ...view, ...first }, context), ...whole].join('\n')}`;
}

function comparison(judged: readonly Judged[], context: Context): string {
  const color = palette(context.stdout, context.env);
  const rows = judged.map(({ verdict }) => [
    packName(verdict.pack),
    words(verdict.outcome),
    verdict.tier ?? 'none',
    because(verdict),
  ]);
  return [
    color.bold(`Under ${judged.length} standards; what follows is the first, --all shows each:`),
    table(context, ['standard', 'outcome', 'tier', 'because of'], rows),
  ].join('\n');
}

/** The criteria that stand between the bundle and a clearance; those that only set its tier are among them. */
function because({ reasons }: Verdict): string {
  const ids = [...new Set(reasons.filter(({ outcome }) => outcome !== 'met').map(({ criterion }) => criterion))];
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return ids.length === 0 ? '-' : `${ids.slice(0, NAMED).join(', ')}${more}`;
}
