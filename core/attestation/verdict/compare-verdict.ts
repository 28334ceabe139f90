import type { Verdict } from '../../adjudication/verdict.ts';
import { digestOf } from '../canonical-json.ts';
import { type VerificationCode, VerificationError } from '../verification-error.ts';
import { BUNDLE, MODEL, type VerdictStatement } from './verdict-statement.ts';

/**
 * Compares what was signed with what the bundle comes to when it is decided again. Where people decided, the outcome that holds is
 * theirs, and what is compared is the automated verdict that was before them.
 * @param again the verdict under the standard that the statement names
 * @throws VerificationError `bundle-differs`, `model-differs`, `standard-differs`, `findings-differ`, `verdict-differs`, `outcome-differs`
 */
export function compareVerdict({ subject, predicate }: VerdictStatement, again: Verdict): void {
  const subjectDigest = (name: string) => {
    const digest = subject.find((one) => one.name === name)?.digest.sha256;
    return digest === undefined ? null : `sha256:${digest}`;
  };
  const { automated, pack, outcome, tier, decidedBy } = predicate;
  const same = (code: VerificationCode, what: string, signed: unknown, found: unknown) => {
    if (signed !== found)
      throw new VerificationError(code, `${what} is ${String(found)}.`, `${String(signed)}, as it was signed`);
  };
  same('bundle-differs', 'The digest of the bundle', subjectDigest(BUNDLE), again.bundle.digest);
  same('model-differs', 'The digest of the weights', subjectDigest(MODEL), again.model?.weightsDigest ?? null);
  same('standard-differs', `The digest of the standard ${pack.id}/${pack.version}`, pack.digest, again.pack.digest);
  same('findings-differ', 'The digest of the findings', automated.findings, again.findingsDigest);
  same('verdict-differs', 'The digest of the automated verdict', automated.verdict, digestOf(again));
  same('outcome-differs', 'The outcome of the automated review', automated.outcome, again.outcome);
  same('outcome-differs', 'The tier', tier, again.tier);
  if (decidedBy === 'checks') same('outcome-differs', 'The outcome', outcome, again.outcome);
}
