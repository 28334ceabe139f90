import { RegisterList, RegisterStatistics } from '#core/api/register-wire.ts';
import { getPublic } from '../api/public.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import { apiOf, type ConnectionOptions, givenBy } from '../config/given.ts';
import { withConnection } from '../config/options.ts';
import type { Context } from '../context.ts';
import { printJson } from '../output/outputs.ts';
import { renderRegister } from '../render/register.ts';

interface RegisterOptions extends ConnectionOptions {
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign register us-frontier/2026.1',
      'countersign register us-frontier/2026.1 --json | jq .statistics',
    ]),
  )
    .description('Lists what was decided under a standard, with how long it took. Anybody may read it.')
    .argument('<standard>', 'id/version, as "standards list" names it')
    .option('--json', 'print it as JSON (docs/schemas/register.json)')
    .action(async (standard: string, { json, ...options }: RegisterOptions) => {
      const origin = apiOf(await givenBy(options, context));
      const asked = new URLSearchParams({ standard });
      const statistics = await getPublic(origin, `/register/statistics?${asked}`, RegisterStatistics, context);
      const entries = await allEntries(origin, standard, context);
      if (json) printJson(context, 'register', { standard, entries, next: null, statistics });
      else context.stdout.write(renderRegister(entries, statistics, context));
    });

async function allEntries(origin: string, standard: string, context: Context): Promise<RegisterList['entries']> {
  const entries: RegisterList['entries'] = [];
  for (let start: string | null = ''; start !== null; ) {
    const query = new URLSearchParams({ standard, ...(start !== '' && { start }) });
    const page: RegisterList = await getPublic(origin, `/register?${query}`, RegisterList, context);
    entries.push(...page.entries);
    start = page.next;
  }
  return entries;
}
