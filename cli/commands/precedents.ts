import { PrecedentList } from '#core/api/precedents-wire.ts';
import { getPublic } from '../api/public.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { apiOf, type ConnectionOptions, givenBy } from '../config/given.ts';
import { withConnection } from '../config/options.ts';
import type { Context } from '../context.ts';
import { printJson } from '../output/outputs.ts';
import { palette } from '../render/palette.ts';
import { safeText, wrap } from '../render/text.ts';

interface PrecedentsOptions extends ConnectionOptions {
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign precedents us-frontier/2026.1',
      'countersign precedents us-frontier/2026.1 --json | jq .precedents[].text',
    ]),
  )
    .description('Lists what appeal panels have decided under a standard, without names. Anybody may read it.')
    .argument('<standard>', 'id/version, as "standards list" names it')
    .option('--json', 'print them as JSON (docs/schemas/precedents.json)')
    .action(async (standard: string, { json, ...options }: PrecedentsOptions) => {
      const origin = apiOf(await givenBy(options, context));
      const precedents: PrecedentList['precedents'] = [];
      for (let start: string | null = ''; start !== null; ) {
        const query = new URLSearchParams({ standard, ...(start !== '' && { start }) });
        const page: PrecedentList = await getPublic(origin, `/precedents?${query}`, PrecedentList, context);
        precedents.push(...page.precedents);
        start = page.next;
      }
      if (json) printJson(context, 'precedents', { standard, precedents, next: null });
      else context.stdout.write(render(precedents, context));
    });

function render(precedents: PrecedentList['precedents'], context: Context): string {
  if (precedents.length === 0) return 'No appeal panel has set a precedent under this standard.\n';
  const color = palette(context.stdout, context.env);
  return precedents
    .map(({ on, criteria, result, ground, text }) =>
      [
        color.bold(`${on}  ${result}  ${criteria.map(safeText).join(', ') || 'no criterion'}`),
        `  ground: ${wrap(ground, context.stdout.columns, '  ')}`,
        `  ${wrap(text, context.stdout.columns, '  ')}\n`,
      ].join('\n'),
    )
    .join('\n');
}
