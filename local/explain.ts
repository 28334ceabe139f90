import { PreparationFailed } from './assembly/prepare.ts';
import { ClockRefused } from './clock/ask.ts';
import { ClockUnreadable } from './clock/offset.ts';
import { NotAMove } from './clock/read-move.ts';
import { DynamoDbUnavailable } from './dynamodb/dynoxide.ts';
import { PortTaken } from './http/listen.ts';
import { NotAVendor } from './sign-in/vendors.ts';
import { StateInUse } from './state/lock.ts';
import { TemplateError } from './template/errors.ts';

const FORESEEN = [
  TemplateError,
  DynamoDbUnavailable,
  PortTaken,
  StateInUse,
  PreparationFailed,
  NotAVendor,
  ClockUnreadable,
  ClockRefused,
  NotAMove,
];

/** What to tell a person: the message of an error that was foreseen, and the whole stack of one that was not. */
export function explain(error: unknown): string {
  if (FORESEEN.some((kind) => error instanceof kind) && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
