import * as z from 'zod';
import { IN_TOTO } from './envelope.ts';
import { VerificationError } from './verification-error.ts';

/** Type of an in-toto Statement (github.com/in-toto/attestation, spec v1). */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

const HexSha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

/** What a statement is about: the digest tells, the name is for people. */
export const Subject = z.object({ name: z.string(), digest: z.object({ sha256: HexSha256 }) });
export type Subject = z.infer<typeof Subject>;

const Head = z.object({ _type: z.string(), predicateType: z.string() });

/** An in-toto Statement v1 with one kind of predicate. */
export const statementOf = <N extends string, P extends z.ZodType>(predicateType: N, predicate: P) =>
  z.object({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.array(Subject).min(1).max(16),
    predicateType: z.literal(predicateType),
    predicate,
  });

/**
 * The statement in a payload. Whether somebody signed it is for others to say.
 * @param schema of `statementOf`
 * @throws VerificationError `payload-type`, `statement-malformed`, `statement-type`, `predicate-type`
 */
export function parseStatement<S extends z.ZodType>(
  payloadType: string,
  payload: Uint8Array,
  predicateType: string,
  schema: S,
): z.infer<S> {
  if (payloadType !== IN_TOTO)
    throw new VerificationError('payload-type', `The payload is of type ${JSON.stringify(payloadType)}.`, IN_TOTO);
  const value = json(payload);
  const head = Head.safeParse(value);
  if (head.success && head.data._type !== STATEMENT_TYPE)
    throw new VerificationError('statement-type', `The statement is of type ${head.data._type}.`, STATEMENT_TYPE);
  if (head.success && head.data.predicateType !== predicateType)
    throw new VerificationError(
      'predicate-type',
      `The predicate is of type ${head.data.predicateType}.`,
      predicateType,
    );
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VerificationError(
    'statement-malformed',
    `The statement is malformed at /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}.`,
    'an in-toto Statement v1 that fits its schema',
  );
}

function json(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (cause) {
    throw new VerificationError('statement-malformed', 'The payload is not JSON.', 'JSON in UTF-8', cause);
  }
}
