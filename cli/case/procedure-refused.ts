import { ApiRefusal } from '../api/api-error.ts';
import { CommandError, type CommandErrorDetail } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';

/** The procedure does not take this now, or not from this caller: exit code 6. */
export class ProcedureRefused extends CommandError {
  constructor(what: string, detail: CommandErrorDetail = {}) {
    super(what, detail, EXIT.refused);
    this.name = 'ProcedureRefused';
  }
}

/** Refusals of the API by the procedure, rather than of the request or of the caller as such. */
const BY_PROCEDURE: ReadonlySet<string> = new Set([
  'refused',
  'role-refused',
  'own-case',
  'not-decided',
  'amendment-refused',
]);

/** Whether the service has refused by the rules of the procedure; its text says why. */
export function isByProcedure(error: unknown): error is ApiRefusal {
  return error instanceof ApiRefusal && BY_PROCEDURE.has(error.code);
}
