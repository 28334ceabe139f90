import * as z from 'zod';
import { DecisionOfPeople, type Verdict, VerdictOutcome } from '../../adjudication/verdict.ts';
import type { BundleSignature } from '../../bundle/bundle-signature.ts';
import { PackRef } from '../../policy/check-report.ts';
import { Tier } from '../../policy/finding.ts';
import { canonicalJson, digestOf } from '../canonical-json.ts';
import type { ChainHead } from '../event-chain.ts';
import { parseStatement, STATEMENT_TYPE, type Subject, statementOf } from '../statement.ts';
import { VerificationError } from '../verification-error.ts';
import { RecordedSigner } from './recorded-signer.ts';

/** Type of the predicate that a signed verdict carries. */
export const VERDICT_PREDICATE = 'urn:countersign:predicate:verdict:1.0';

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected "sha256:" and 64 hexadecimal digits');

/** Who came to the outcome: the automated review, or people, the vendor or the clock after it. */
export const DecidedBy = z.enum(['checks', ...DecisionOfPeople.shape.by.options]);
export type DecidedBy = z.infer<typeof DecidedBy>;

/** What a signed verdict says, in digests: nothing of the evidence, and enough to hold the evidence against it. */
export const VerdictPredicate = z.object({
  caseId: z.string(),
  issuedAt: z.iso.datetime(),
  pack: PackRef,
  outcome: VerdictOutcome.describe('What holds: that of the automated review, or that to which people came'),
  decidedBy: DecidedBy,
  tier: Tier.nullable().describe('That of the automated review'),
  signer: RecordedSigner.nullable().describe(
    'What the registry of keys said of the signature of the bundle; null where it has none',
  ),
  automated: z
    .object({ outcome: VerdictOutcome, verdict: Digest, findings: Digest })
    .describe('What follows from the bundle alone, and can be decided again from it byte for byte'),
  conditions: z.array(Digest).describe('Of each condition as canonical JSON, in their order'),
  determinations: z
    .array(z.object({ agency: z.string(), digest: Digest }))
    .describe('Of each determination of people as canonical JSON, in their order'),
  chain: z
    .object({ seq: z.int().nonnegative(), hash: Digest })
    .describe('Head of the chain of events of the case when this was issued'),
});
export type VerdictPredicate = z.infer<typeof VerdictPredicate>;

export const VerdictStatement = statementOf(VERDICT_PREDICATE, VerdictPredicate);
export type VerdictStatement = z.infer<typeof VerdictStatement>;

/** Names of the two subjects. */
export const BUNDLE = 'bundle';
export const MODEL = 'model';

export interface Issued {
  caseId: string;
  issuedAt: string;
  /** The verdict of the automated review. */
  verdict: Verdict;
  /** Head of the case's chain of events. */
  chain: ChainHead;
  /** What came of the signature of the bundle; null where it has none. */
  signature: BundleSignature | null;
  /** What was decided after the automated verdict; left out where that one is the last word. */
  people?: {
    by: DecisionOfPeople['by'];
    outcome: VerdictOutcome;
    conditions: readonly unknown[];
    determinations: readonly { agency: string; determination: unknown }[];
  };
}

/**
 * The statement to sign for a verdict.
 * @throws VerificationError `bundle-digest-unknown` where the bundle could not be read as a whole, so that there is no digest to sign
 */
export function verdictStatement({ caseId, issuedAt, verdict, chain, signature, people }: Issued): VerdictStatement {
  const { bundle, model } = verdict;
  if (bundle.digest === null)
    throw new VerificationError(
      'bundle-digest-unknown',
      'The bundle has no digest: not every file could be read.',
      'a verdict on a bundle that could be read',
    );
  return {
    _type: STATEMENT_TYPE,
    subject: [subject(BUNDLE, bundle.digest), ...(model === null ? [] : [subject(MODEL, model.weightsDigest)])],
    predicateType: VERDICT_PREDICATE,
    predicate: {
      caseId,
      issuedAt,
      pack: verdict.pack,
      outcome: people?.outcome ?? verdict.outcome,
      decidedBy: people?.by ?? 'checks',
      tier: verdict.tier,
      signer:
        signature === null ? null : { trusted: signature.trusted, signer: signature.signer, fault: signature.fault },
      automated: { outcome: verdict.outcome, verdict: digestOf(verdict), findings: verdict.findingsDigest },
      conditions: (people?.conditions ?? []).map(digestOf),
      determinations: (people?.determinations ?? []).map(({ agency, determination }) => ({
        agency,
        digest: digestOf(determination),
      })),
      chain: { seq: chain.seq, hash: chain.hash },
    },
  };
}

const subject = (name: string, digest: string): Subject => ({
  name,
  digest: { sha256: digest.slice('sha256:'.length) },
});

/** The bytes to sign: canonical JSON (RFC 8785), so that a statement has one digest. */
export function statementBytes(statement: VerdictStatement): Uint8Array {
  return Buffer.from(canonicalJson(statement), 'utf8');
}

/**
 * The statement in the payload of a signed verdict.
 * @throws VerificationError with the code of what is wrong; `statement-malformed` also where the JSON is not canonical
 */
export function readVerdictStatement(payloadType: string, payload: Uint8Array): VerdictStatement {
  const statement = parseStatement(payloadType, payload, VERDICT_PREDICATE, VerdictStatement);
  if (Buffer.compare(statementBytes(statement), payload) === 0) return statement;
  throw new VerificationError(
    'statement-malformed',
    'The statement is not in canonical JSON, or has fields that this version does not know.',
    'canonical JSON (RFC 8785) that fits the schema',
  );
}
