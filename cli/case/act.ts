import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { type CaseCommand, CommandAnswer, type ProcedureView } from '#core/api/procedure-wire.ts';
import { CaseView } from '#core/api/wire.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { printJson } from '../output/outputs.ts';
import type { LogEvent } from '../render/event-text.ts';
import { renderRecorded, renderWhatChanged } from '../render/recorded.ts';
import { shortId } from './case-ref.ts';
import { type ChoiceOptions, chooseProcedure } from './choose-procedure.ts';
import { confirm } from './confirm.ts';
import { type DeskCase, deskOf, look } from './desk.ts';
import { isByProcedure, ProcedureRefused } from './procedure-refused.ts';
import { changesSince, fetchLog } from './what-changed.ts';

export interface ActOptions extends ConnectionOptions, ChoiceOptions {
  yes?: true;
  json?: true;
}

export type ActionInput = z.input<typeof CaseCommand>['do'];

/** An action, with the sentence that says what it records. */
export interface Intent {
  do: ActionInput;
  says: string;
}

/**
 * Carries out one action on a case: finds it, asks for confirmation, records it on what the caller has seen, and prints what it led
 * to. An answer that is lost is asked for again under the same id, and nothing happens twice.
 * @param intend what is to be done, given the case as it stands under the standard that is meant
 * @param fits tells standards apart under which the caller may do it: where one fits, it is meant
 * @throws ProcedureRefused where it may not be done, or the case has moved on since the caller looked
 */
export async function act(
  text: string,
  options: ActOptions,
  context: Context,
  type: ActionInput['type'],
  intend: (procedure: ProcedureView) => Intent,
  fits?: (procedure: ProcedureView) => boolean,
): Promise<void> {
  const desk = await deskOf(text, options, context);
  const { client, caseId, seen } = desk;
  const view = await client.get(`/cases/${caseId}`, CaseView);
  const procedure = chooseProcedure(view, type, options, fits);
  const { standard } = procedure;
  const intent = intend(procedure);
  await confirm(`Under ${standard}: ${intent.says}`, options, context);
  const expected = await lastSeen(desk, view, standard);
  const command: CaseCommand['id'] = randomUUID();
  const body = { id: command, standard, as: options.role, expected, do: intent.do };
  try {
    const answer = await client.post(`/cases/${caseId}/commands`, body, CommandAnswer);
    await seen.keep(caseId, answer.lastSeq);
    if (options.json) printJson(context, 'recorded', { case: caseId, standard, command, ...answer });
    else {
      const after = await look(desk);
      context.stdout.write(
        renderRecorded(after, { says: intent.says, standard, answer, who: desk.who, options }, context),
      );
    }
  } catch (error) {
    if (!isByProcedure(error)) throw error;
    const changed = await changesOf(desk, expected, standard);
    if (changed.length > 0) context.stderr.write(renderWhatChanged(changed, context));
    throw new ProcedureRefused(error.message, {
      where: `${shortId(caseId)}, ${standard}`,
      cure:
        changed.length > 0
          ? 'Read what happened meanwhile; if you still mean it, run the same command again.'
          : `"countersign status ${shortId(caseId)}" shows where the case stands and what you may do.`,
      cause: error,
    });
  }
}

/** The last event on which the caller acts: the one they saw, or the last where nothing since changes what they saw. */
async function lastSeen(desk: DeskCase, view: CaseView, standard: string): Promise<number> {
  const { lastSeq } = view.case;
  const seen = await desk.seen.lastSeen(desk.caseId);
  if (seen === null || seen >= lastSeq) return lastSeq;
  const changed = changesSince(await fetchLog(desk), seen, standard);
  return changed.length === 0 ? lastSeq : seen;
}

/** What happened since the event on which a refused command rested; the caller is shown it, and has seen it then. */
async function changesOf(desk: DeskCase, expected: number, standard: string): Promise<LogEvent[]> {
  const events = await fetchLog(desk);
  const last = events.at(-1)?.seq ?? expected;
  if (last <= expected) return [];
  await desk.seen.keep(desk.caseId, last);
  return changesSince(events, expected, standard);
}
