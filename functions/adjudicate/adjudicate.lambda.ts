import { table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { Adjudicate, type Adjudicated } from '../shared/payloads.ts';
import { Procedures } from '../shared/procedure/procedures.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { AccessTable } from '../shared/table/access-table.ts';
import { CaseTable } from '../shared/table/case-table.ts';

const env = environment(Environment.pick({ TABLE_NAME: true }));
const procedures = new Procedures(
  new CaseTable(table, env.TABLE_NAME),
  rulesFor,
  new AccessTable(table, env.TABLE_NAME),
);

/** An execution lasts a year at most, and a condition may be due later: after this time another takes its place. */
const MOST_DAYS = 200;

/**
 * Lets happen what the clock has brought to a case under one pack, and says whom the procedure waits for now, and until when. An
 * execution whose turn is over is told that the procedure is at rest, so that there are never two.
 */
export async function handler(input: unknown): Promise<Adjudicated> {
  const { caseId, pack, turn, startedAt } = Adjudicate.parse(input);
  logger.appendKeys({ caseId, pack, turn });
  const aged = Date.now() - Date.parse(startedAt) > MOST_DAYS * 86_400_000;
  const procedure = await procedures.look(caseId, pack, aged ? turn : undefined);
  const { nextAt, awaits, state } = procedure;
  const atRest = nextAt === null || procedure.turn !== turn;
  logger.info('case looked at', { stage: state.stage, until: nextAt, atRest });
  return atRest ? { atRest, awaits: [], until: null } : { atRest, awaits, until: nextAt };
}
