import type { ChainFault } from '#core/attestation/event-chain.ts';
import type { Context } from '../context.ts';
import { actorOf, eventText, type LogEvent } from './event-text.ts';
import { palette } from './palette.ts';
import { sheet } from './sheet.ts';
import { count, wrap } from './text.ts';

/** The whole log of a case, and whether its chain of hashes holds. */
export function renderLog(
  events: readonly LogEvent[],
  { faults, hidden }: { faults: readonly ChainFault[]; hidden: number },
  context: Context,
): string {
  const color = palette(context.stdout, context.env);
  const { width } = sheet(context);
  const lines = events.map((event) => {
    const about = [actorOf(event), event.standard].filter((part) => part !== null).join(', ');
    const head = `${String(event.seq).padStart(4)}  ${event.at.slice(0, 19).replace('T', ' ')}  `;
    const text = `${eventText(event)}${about === '' ? '' : ` (${about})`}`;
    return `${color.dim(head)}${wrap(text, width, ' '.repeat(head.length))}`;
  });
  const recomputed = events.length - hidden;
  const holds =
    faults.length === 0
      ? color.green(
          `The chain holds: each event carries the hash of the one before, and ${count(recomputed, 'hash', 'hashes')} of ${events.length} recomputed from what you see agree.`,
        )
      : color.red(
          `The chain does not hold: ${faults.map(({ seq, fault }) => `event ${seq}: ${fault.replaceAll('-', ' ')}`).join('; ')}. Tell the operator.`,
        );
  const unseen =
    hidden === 0 ? [] : [`The content of ${count(hidden, 'event')} is not for you; only its place is verified.`];
  return `${[...lines, '', holds, ...unseen].join('\n')}\n`;
}
