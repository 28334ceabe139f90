import { createHash } from 'node:crypto';
import * as z from 'zod';
import { IN_TOTO, signEnvelope } from '../dsse.ts';
import { Envelope, payloadOf } from '../envelope.ts';
import { CaseEvent } from '../event-chain.ts';
import type { Signer } from '../keys/signer.ts';
import { statementBytes, type VerdictStatement } from './verdict-statement.ts';

/** A signed verdict as a file: what somebody needs to verify it offline, besides the keys. */
export const SignedVerdict = z.object({
  schema: z.literal('urn:countersign:schema:signed-verdict:1.0'),
  envelope: Envelope.describe('DSSE over an in-toto Statement in canonical JSON'),
  events: z.array(CaseEvent).max(10_000).optional().describe('The chain of events of the case, from its first on'),
  inclusion: z
    .string()
    .max(64 * 1024)
    .optional()
    .describe('That the verdict is in the transparency log (C2SP tlog-proof)'),
});
export type SignedVerdict = z.infer<typeof SignedVerdict>;

/** Signs a statement on a verdict, once with each signer. */
export async function signVerdict(statement: VerdictStatement, signers: readonly Signer[]): Promise<SignedVerdict> {
  const envelope = await signEnvelope(IN_TOTO, statementBytes(statement), signers);
  return { schema: 'urn:countersign:schema:signed-verdict:1.0', envelope };
}

/** The digest under which a signed verdict stands in the log: of the statement, whoever signs it and how often. */
export function verdictDigest({ envelope }: Pick<SignedVerdict, 'envelope'>): string {
  return `sha256:${createHash('sha256').update(payloadOf(envelope)).digest('hex')}`;
}
