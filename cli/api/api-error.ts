import { CommandError, type CommandErrorDetail } from '../command-error.ts';
import { isThisMachine } from '../config/address.ts';

/** The service answered, and the answer is no. */
export class ApiRefusal extends CommandError {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, what: string, detail: CommandErrorDetail = {}) {
    super(what, detail);
    this.name = 'ApiRefusal';
    this.status = status;
    this.code = code;
  }
}

/** No answer of use, even after several tries. */
export class ServiceUnreachable extends CommandError {
  constructor(url: string, cause: unknown) {
    super(`The review service does not answer: ${reasonOf(cause)}.`, {
      // What is asked of it, such as a sign-in, is of no use to somebody who looks for the fault.
      where: url.replace(/\?.*/s, ''),
      expected: 'an answer over HTTP',
      cure: `${isThisMachine(url) ? 'Start it with "npm start", where it is meant to run on this machine.' : 'Check the address and the network.'} An upload that was under way goes on with the same command.`,
      cause,
    });
    this.name = 'ServiceUnreachable';
  }
}

/** What the network or the server said, under what was made of it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
}
