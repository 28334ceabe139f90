import { AccessList, heldFast, type SeenAccess, verifyAccesses } from '#core/api/accesses.ts';
import { verifyLog } from '#core/api/verify-log.ts';
import type { ApiClient } from '../api/client.ts';
import { deskOf } from '../case/desk.ts';
import { fetchLog } from '../case/what-changed.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/outputs.ts';
import { renderAccesses } from '../render/accesses.ts';

interface Options extends ConnectionOptions {
  json?: true;
  noted?: string[];
}

export const build: CommandBuilder = (name, context, done) =>
  withConnection(
    newCommand(name, context, [
      'countersign accesses case-0a1b2c...',
      'countersign accesses case-0a1b2c... --noted sha256:9f86d0...',
      'countersign accesses case-0a1b2c... --json | jq ".accesses[].reader.roles"',
    ]),
  )
    .description(
      'Shows who read what of the evidence of a case: people by a pseudonym and their role, programs, functions of the review. Nothing is ' +
        'given before it stands there. Every record is recomputed, and every hash that a record names, or the log of the case, has to be there.',
    )
    .argument('<case>', 'id of a case, or the beginning of it as tables show it')
    .option('--noted <hash...>', 'hashes that an earlier call printed: they have to be there still')
    .option('--json', 'print it as JSON (docs/schemas/accesses.json)')
    .addHelpText('after', `\nExit code 0 where the ledger holds; ${EXIT.unverified} where it does not.`)
    .action(async (id: string, options: Options) => {
      const { client, caseId } = await deskOf(id, options, context);
      // The log first: what it holds fast was in the ledger before.
      const events = await fetchLog({ client, caseId });
      const held = heldFast(events);
      const accesses = await allAccesses(client, caseId);
      const check = verifyAccesses(accesses, [...held, ...(options.noted ?? [])]);
      const logHolds = verifyLog(events).faults.length === 0;
      if (options.json)
        printJson(context, 'accesses', { case: caseId, accesses, ...check, held: held.length, logHolds });
      else context.stdout.write(renderAccesses(accesses, { ...check, held: held.length, logHolds }, context));
      if (check.faults.length > 0 || !logHolds) done(EXIT.unverified);
    });

async function allAccesses(client: ApiClient, caseId: string): Promise<SeenAccess[]> {
  const all: SeenAccess[] = [];
  let start = '';
  for (;;) {
    const { accesses, next } = await client.get(`/cases/${caseId}/accesses${start}`, AccessList);
    all.push(...accesses);
    if (next === null) return all;
    start = `?start=${encodeURIComponent(next)}`;
  }
}
