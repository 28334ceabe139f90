import type { BallotList, BallotView } from '#core/api/ballots-wire.ts';
import type { Context } from '../context.ts';
import { palette } from './palette.ts';
import { table } from './table.ts';
import { safeText, wrap } from './text.ts';

const stateOf = ({ closedAt, adopted }: Pick<BallotView, 'closedAt' | 'adopted'>) =>
  closedAt === null ? 'open' : adopted ? 'adopted' : 'not adopted';

/** All ballots, one a line. */
export function renderBallots({ ballots }: BallotList, context: Context): string {
  if (ballots.length === 0) return 'No version of a standard has been voted on.\n';
  const rows = ballots.map((one) => [
    one.standard,
    stateOf(one),
    one.openedAt,
    one.closedAt ?? '-',
    one.proposal.summary,
  ]);
  return `${table(context, ['standard', 'state', 'opened', 'closed', 'what changes'], rows)}\n`;
}

/** A ballot: what is voted on, by whom, and the votes as far as they are shown. */
export function renderBallot(view: BallotView, context: Context): string {
  const color = palette(context.stdout, context.env);
  const recused = new Map(view.recusals.map(({ organisation, why }) => [organisation, why]));
  const last = new Map(view.votes.map((vote) => [vote.organisation, vote]));
  const rows = view.seats.map(({ seat, organisation }) => {
    const vote = last.get(organisation);
    const why = seat === 'company' ? recused.get(organisation) : undefined;
    const position =
      why !== undefined ? 'recused' : (vote?.position ?? (view.closedAt === null ? 'not shown' : 'silent'));
    return [organisation, seat, position, why ?? vote?.reason ?? '-'];
  });
  return `${[
    `${color.bold(safeText(view.standard))}  ${stateOf(view)}`,
    wrap(view.proposal.summary, context.stdout.columns, ''),
    `digest   ${view.proposal.digest}`,
    `opened   ${view.openedAt}`,
    ...(view.closedAt === null ? [] : [`closed   ${view.closedAt}`]),
    '',
    table(context, ['organisation', 'seat', 'vote', 'why'], rows),
  ].join('\n')}\n`;
}
