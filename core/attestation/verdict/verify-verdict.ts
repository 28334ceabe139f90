import { verifyEnvelope } from '../dsse.ts';
import { payloadOf } from '../envelope.ts';
import { verifyChain } from '../event-chain.ts';
import { type KeyRecord, keyAt, keysById } from '../keys/key-set.ts';
import { logTrustOf, type TrustedKeys } from '../keys/trusted-keys.ts';
import { entryBytes } from '../tlog/entry.ts';
import { verifyLogged } from '../tlog/tlog-proof.ts';
import { VerificationError } from '../verification-error.ts';
import { type SignedVerdict, verdictDigest } from './signed-verdict.ts';
import { readVerdictStatement, type VerdictStatement } from './verdict-statement.ts';

/** What is looked at, in this order. */
export const VERDICT_CHECKS = ['signature', 'statement', 'key', 'events', 'log'] as const;
export type VerdictCheck = (typeof VERDICT_CHECKS)[number];

/** What of a signed verdict holds. */
export interface VerifiedVerdict {
  statement: VerdictStatement;
  digest: string;
  /** Ids of the keys that signed and were valid then. */
  keyids: string[];
  /** Whether the chain of events leads to the statement; null where no events are given. */
  events: number | null;
  /** Where it is in the log, and how long that was; null where no proof is given. */
  logged: { origin: string; index: number; size: number; witnesses: string[] } | null;
}

/**
 * Verifies a signed verdict offline: signatures, that a key was valid when the verdict was issued, the chain of events that it
 * ends, and that it is in the log. The first signature by a known key that does not hold spoils it.
 * @param looksAt told of each check before it is made, of what the file has no proof for too
 * @throws VerificationError with the code of the first thing that does not hold
 */
export function verifyVerdict(
  signed: SignedVerdict,
  trusted: TrustedKeys,
  looksAt: (check: VerdictCheck) => void = () => {},
): VerifiedVerdict {
  looksAt('signature');
  const records = trusted.keys.filter(({ purpose }) => purpose === 'verdict');
  const keyids = verifyEnvelope(signed.envelope, keysById(records));
  looksAt('statement');
  const statement = readVerdictStatement(signed.envelope.payloadType, payloadOf(signed.envelope));
  looksAt('key');
  const valid = keysValidAt(records, keyids, statement.predicate.issuedAt);
  const digest = verdictDigest(signed);
  looksAt('events');
  const events = signed.events === undefined ? null : verifyEvents(signed.events, statement);
  looksAt('log');
  const logged = signed.inclusion === undefined ? null : verifyInLog(signed.inclusion, digest, trusted);
  return { statement, digest, keyids: valid, events, logged };
}

/** Those of the keys that were valid at a moment; one suffices, so that a verdict may be signed by the next key beforehand. */
function keysValidAt(records: readonly KeyRecord[], keyids: readonly string[], moment: string): string[] {
  const valid: string[] = [];
  let fault: unknown;
  for (const keyid of keyids)
    try {
      valid.push(keyAt(records, keyid, moment).keyid);
    } catch (error) {
      fault ??= error;
    }
  if (valid.length === 0) throw fault;
  return valid;
}

function verifyEvents(events: NonNullable<SignedVerdict['events']>, { predicate }: VerdictStatement): number {
  const [fault] = verifyChain(events);
  if (fault !== undefined)
    throw new VerificationError(
      'chain-broken',
      `The chain of events breaks at ${fault.seq}: ${fault.fault}.`,
      'the events as written',
    );
  // What happened later stands behind it, and changes nothing before.
  const { chain, caseId } = predicate;
  const head = events[chain.seq];
  if (head?.hash === chain.hash && head.caseId === caseId) return events.length;
  throw new VerificationError(
    'chain-head-differs',
    `Event ${chain.seq} of ${head?.caseId ?? 'the chain'} is ${head?.hash ?? 'not there'}.`,
    `${chain.hash} of ${caseId}, as the verdict says`,
  );
}

function verifyInLog(proof: string, digest: string, trusted: TrustedKeys): NonNullable<VerifiedVerdict['logged']> {
  const trust = logTrustOf(trusted);
  if (trust === null)
    throw new VerificationError(
      'key-unknown',
      'The verdict has a proof of a log, and no log is trusted.',
      'the key of the log',
    );
  const { checkpoint, index, witnessed } = verifyLogged(entryBytes({ kind: 'verdict', digest }), proof, trust);
  return { origin: checkpoint.origin, index, size: checkpoint.size, witnesses: witnessed };
}
