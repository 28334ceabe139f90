import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { PresentFile } from '#core/attestation/model-signing/compare-files.ts';
import { SIGNATURE_BYTES } from '#core/attestation/model-signing/signature-file.ts';
import { SINGLE_FILE } from '#core/attestation/model-signing/signed-files.ts';
import type { ModelTrust } from '#core/attestation/model-signing/trust.ts';
import { verifyModel } from '#core/attestation/model-signing/verify.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { SIGNATURE_PATH } from '#core/bundle/bundle-digest.ts';
import { MANIFEST_PATH } from '#core/bundle/manifest.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { openMember } from '#core/bundle/open-member.ts';
import { openFile } from '../io/file-access.ts';
import { fileDigest } from '../io/folder.ts';
import { spoolToFile } from '../io/temporary.ts';
import type { Verification } from '../output/verification.ts';
import { filesOf } from './signed-folder.ts';

/** A signed thing as it lies there. */
interface Signed {
  signature: Uint8Array;
  present: readonly PresentFile[];
}

/** Verifies the signature of a folder, of a bundle as a zip, or of a single file beside its signature. */
export async function verifyModelAt(
  path: string,
  trust: ModelTrust,
  options: { signature?: string; cwd: string },
): Promise<Verification> {
  const { signature, present } = await signedAt(resolve(options.cwd, path), options);
  const whole = present.some((file) => file.path === MANIFEST_PATH);
  const { form, signer, signed, ignored } = verifyModel(signature, trust, present, { whole });
  return {
    signer,
    digest: signed.root,
    holds: [
      `The signature (${form}) is by ${signer}.`,
      `The statement is about ${signed.files.size} files with the digest ${signed.root}.`,
      whole ? 'Every file of the bundle is signed, and as it was signed.' : 'The files are as they were signed.',
    ],
    notChecked: ignored.map((file) => `${file} is not signed: the signer left it out.`),
    statement: null,
  };
}

async function signedAt(path: string, { signature, cwd }: { signature?: string; cwd: string }): Promise<Signed> {
  const separate = signature === undefined ? null : resolve(cwd, signature);
  if ((await stat(path)).isDirectory()) {
    const present = await filesOf(path);
    const signaturePath = separate ?? join(path, SIGNATURE_PATH);
    return {
      signature: await readSignature(signaturePath),
      present: present.filter((file) => join(path, file.path) !== separate),
    };
  }
  if (separate === null && (await isZip(path))) return signedZip(path);
  const file = { path: SINGLE_FILE, sha256: await fileDigest(path) };
  return { signature: await readSignature(separate ?? join(dirname(path), SIGNATURE_PATH)), present: [file] };
}

async function readSignature(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw absent(path, cause);
  });
}

const absent = (path: string, cause?: unknown) =>
  new VerificationError('signature-absent', `There is no ${basename(path)} at ${dirname(path)}.`, 'a signature', cause);

async function signedZip(path: string): Promise<Signed> {
  await using source = await openFile(path);
  const index = await openBundle(source, { spool: spoolToFile });
  const [problem] = index.problems.filter(
    ({ criterion, code }) => criterion === 'INT-01' && !code.startsWith('signature-'),
  );
  // What one reader finds in a faulty archive is not what another finds.
  if (problem !== undefined)
    throw new VerificationError(
      'bundle-broken',
      `The bundle has problems; the first is ${problem.code} of ${problem.file}: ${problem.found}.`,
      'a bundle in which "countersign preflight" finds no problem',
    );
  const member = index.members.find((one) => one.path === SIGNATURE_PATH);
  if (member === undefined) throw absent(join(path, SIGNATURE_PATH));
  await using file = await openMember(source, index, SIGNATURE_PATH, { spool: spoolToFile });
  const signature = await file.read(0, Math.min(file.size, SIGNATURE_BYTES + 1));
  return { signature, present: index.members.filter((one) => one !== member) };
}

/** Every zip begins with the header of a member, or, where it is empty, with its end. */
export async function isZip(path: string): Promise<boolean> {
  await using file = await openFile(path);
  return file.size >= 4 && Buffer.from(await file.read(0, 2)).toString('latin1') === 'PK';
}
