import type { LedgerCheck, SeenAccess } from '#core/api/accesses.ts';
import type { Context } from '../context.ts';
import { palette } from './palette.ts';
import { table } from './table.ts';
import { count, safeText } from './text.ts';

/** Who read what, oldest first, and whether the ledger holds. */
export function renderAccesses(
  accesses: readonly SeenAccess[],
  { faults, heads, held, logHolds }: LedgerCheck & { readonly held: number; readonly logHolds: boolean },
  context: Context,
): string {
  const color = palette(context.stdout, context.env);
  if (accesses.length === 0 && faults.length === 0) return 'Nobody has read anything of the evidence of this case.\n';
  const rows = accesses.map((access) => [
    access.at.slice(0, 19).replace('T', ' '),
    readerText(access),
    access.grant === undefined ? access.what : `${access.what}, by emergency access ${access.grant}`,
    access.standard ?? '',
    itemsText(access.items),
  ]);
  const holds =
    faults.length === 0
      ? color.green(
          `The ledger holds: ${count(accesses.length, 'hash', 'hashes')} recomputed, and every record that another names is there, or the log of the case (${count(held, 'hash', 'hashes')}).`,
        )
      : color.red(
          `The ledger does not hold: ${faults.map(({ record, fault }) => `${fault.replace('-', ' ')}: ${safeText(record)}`).join('; ')}. Tell the auditor.`,
        );
  const log = logHolds
    ? []
    : [
        color.red(
          'The log of the case is no whole chain ("countersign status --log"): what it holds fast proves nothing.',
        ),
      ];
  const note = `Note for the next check (--noted): ${heads.map(safeText).join(' ')}`;
  return `${[table(context, ['when', 'who', 'read', 'under', 'of it'], rows), '', holds, ...log, note].join('\n')}\n`;
}

function readerText({ reader, name }: SeenAccess): string {
  if (reader.kind === 'program') return `program ${reader.who}`;
  if (reader.kind === 'function')
    return reader.agency === null ? `function ${reader.who}` : `function ${reader.who} of ${reader.agency}`;
  return `${name ?? reader.who} (${reader.roles.join(', ')})`;
}

const SHOWN = 3;

function itemsText(items: readonly string[]): string {
  if (items.length === 0) return 'all they may see';
  const more = items.length - SHOWN;
  return `${items.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
