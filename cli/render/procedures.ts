import type { CaseView } from '#core/api/wire.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { placeOf } from './command-place.ts';
import type { LogEvent } from './event-text.ts';
import { offersAmendment } from './next-steps.ts';
import { renderProcedure } from './procedure.ts';

/** The people's part of a case, standard by standard. */
export function renderProcedures(
  { view, events, who }: { view: CaseView; events: readonly LogEvent[]; who: string },
  options: ConnectionOptions,
  context: Context,
): string {
  const { procedures } = view;
  const { caseId } = view.case;
  const offering = procedures.find(offersAmendment);
  const told = procedures.map((procedure) => {
    const place = placeOf({ caseId, procedures }, procedure.standard, who, options);
    const amendOffered = offering !== undefined && offering !== procedure;
    return renderProcedure(procedure, { place: { ...place, amendOffered }, events }, context);
  });
  return `\n${told.join('\n\n')}\n`;
}
