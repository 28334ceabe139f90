import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { shortId } from '../case/case-ref.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { shellWord } from './shell-word.ts';

/** What goes into commands that are there to be copied. */
export interface CommandPlace {
  /** The case, as commands take it. */
  ref: string;
  /** Who asks, by the name that the log knows. */
  who: string;
  /** The standard, where an action is possible under several, as an option. */
  named: (action: string) => string;
  /** The options of the connection. */
  connection: string;
  /** Whether a new version of the bundle was offered already: it is one for all standards. */
  amendOffered?: boolean;
}

/** What goes into the commands of a caller on a case. */
export function placeOf(
  { caseId, procedures }: { caseId: string; procedures: readonly ProcedureView[] },
  standard: string,
  who: string,
  options: ConnectionOptions,
): CommandPlace {
  const connection = sameConnection(options);
  const named = (action: string) => {
    const able = procedures.filter(({ next }) => next.some((one) => one.action === action));
    return able.length > 1 ? ` --standard ${standard.split('/')[0]}` : '';
  };
  return { ref: shortId(caseId), who, named, connection };
}

/** The options that reach the same service as the same person again. */
export function sameConnection({ api, profile, as }: ConnectionOptions): string {
  return [
    ...(api === undefined ? [] : [` --api ${shellWord(api)}`]),
    ...(profile === undefined ? [] : [` --profile ${shellWord(profile)}`]),
    ...(as === undefined ? [] : [` --as ${shellWord(as)}`]),
  ].join('');
}
