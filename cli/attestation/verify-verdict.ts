import { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { compareVerdict } from '#core/attestation/verdict/compare-verdict.ts';
import { recordedSigners } from '#core/attestation/verdict/recorded-signers.ts';
import { SignedVerdict } from '#core/attestation/verdict/signed-verdict.ts';
import type { VerdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { verifyVerdict } from '#core/attestation/verdict/verify-verdict.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { openInput } from '../bundle/open-input.ts';
import { openFile } from '../io/file-access.ts';
import { spoolToFile } from '../io/temporary.ts';
import type { Verification } from '../output/verification.ts';
import { count } from '../render/text.ts';
import { reviewHere } from '../review/review-here.ts';
import { readDocument } from './read-input.ts';

/** A signed verdict in a file. */
export const readSignedVerdict = (path: string, cwd: string) =>
  readDocument(path, cwd, 'signed verdict', SignedVerdict);

/** The keys in a file. */
export const readTrustedKeys = (path: string, cwd: string) => readDocument(path, cwd, 'key set', TrustedKeys);

/** Verifies a signed verdict, and with a bundle decides it again on this machine. */
export async function verifySignedVerdict(
  signed: SignedVerdict,
  trusted: TrustedKeys,
  options: { bundle?: string; cwd: string },
): Promise<Verification> {
  const { statement, digest, keyids, events, logged } = verifyVerdict(signed, trusted);
  const { issuedAt, outcome, decidedBy, signer } = statement.predicate;
  const holds = [`The statement is signed by ${keyids.join(', ')}, valid when it was issued (${issuedAt}).`];
  const notChecked: string[] = [];
  if (events === null) notChecked.push('The chain of events of the case: the file has none.');
  else holds.push(`The chain of ${count(events, 'event')} holds, and has the head that the verdict names.`);
  if (logged === null) notChecked.push('That the verdict is in the transparency log: the file has no proof.');
  else
    holds.push(
      `It is entry ${logged.index} of ${logged.size} in the log ${logged.origin}, seen by ${count(logged.witnesses.length, 'known witness', 'known witnesses')}.`,
    );
  if (options.bundle === undefined) notChecked.push('That the verdict follows from the bundle: no --bundle is given.');
  else {
    await decideAgain(statement, options.bundle, options.cwd);
    holds.push('Decided again from the bundle, the automated verdict and its findings are the same, byte for byte.');
    if (decidedBy !== 'checks')
      notChecked.push(`That the case came to "${outcome}" (${decidedBy}): what led to it is signed as digests.`);
    if (signer !== null && signer.fault !== 'not-checked')
      notChecked.push(
        `What the registry of keys said of the bundle's signature: it is taken as signed (${signer.trusted ? `trusted, ${signer.signer}` : signer.fault}).`,
      );
  }
  return { signer: keyids.join(', '), digest, holds, notChecked, statement };
}

async function decideAgain(statement: VerdictStatement, path: string, cwd: string): Promise<void> {
  await using bundle = await openInput(path, cwd);
  await using source = await openFile(bundle.path);
  // The registry of keys is no part of the bundle: what it said is part of what was signed.
  const { verdicts } = await reviewHere(source, spoolToFile, recordedSigners(statement.predicate.signer));
  const { id, version, digest } = statement.predicate.pack;
  const again = verdicts.find(({ pack }) => pack.id === id && pack.version === version);
  if (again === undefined)
    throw new VerificationError(
      'standard-differs',
      `The bundle seeks ${verdicts.map(({ pack }) => `${pack.id}/${pack.version}`).join(', ')}.`,
      `${id}/${version} (${digest}), under which it was signed`,
    );
  compareVerdict(statement, again.verdict);
}
