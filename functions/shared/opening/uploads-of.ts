import type * as z from 'zod';
import { sfn, sqs, table } from '../clients.ts';
import type { Environment } from '../environment.ts';
import { Procedures } from '../procedure/procedures.ts';
import { rulesFor } from '../procedure/rules.ts';
import { CaseTable } from '../table/case-table.ts';
import { SubmissionTable } from '../table/submission-table.ts';
import { TurnTable } from '../turns/turn-table.ts';
import { Reviews, WaitingLine } from './reviews.ts';
import { Uploads } from './uploads.ts';

/** The variables by which a function opens cases. */
type Opening = Pick<
  z.infer<typeof Environment>,
  'TABLE_NAME' | 'STATE_MACHINE_ARN' | 'WAITING_QUEUE_URL' | 'REVIEWS_PER_VENDOR' | 'REVIEWS_IN_ALL'
>;

/** What opens the cases of uploads in a function with such an environment. */
export function uploadsOf(env: Opening): Uploads {
  const cases = new CaseTable(table, env.TABLE_NAME);
  const limits = { perVendor: env.REVIEWS_PER_VENDOR, inAll: env.REVIEWS_IN_ALL };
  const reviews = new Reviews(new TurnTable(table, env.TABLE_NAME, limits), sfn, env.STATE_MACHINE_ARN);
  const line = new WaitingLine(sqs, env.WAITING_QUEUE_URL);
  return new Uploads(cases, new SubmissionTable(table, env.TABLE_NAME), new Procedures(cases, rulesFor), reviews, line);
}
