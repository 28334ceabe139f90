import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { keysById } from '#core/attestation/keys/key-set.ts';
import { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import type { PresentFile } from '#core/attestation/model-signing/compare-files.ts';
import { parseSignatureFile, SIGNATURE_BYTES } from '#core/attestation/model-signing/signature-file.ts';
import { SINGLE_FILE } from '#core/attestation/model-signing/signed-files.ts';
import type { ModelTrust } from '#core/attestation/model-signing/trust.ts';
import { verifyModel } from '#core/attestation/model-signing/verify.ts';
import { endOfDay, keysOfVendor, verifyByVendor } from '#core/attestation/model-signing/verify-vendor.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { SIGNATURE_PATH } from '#core/bundle/bundle-digest.ts';
import { MANIFEST_PATH, type Manifest } from '#core/bundle/manifest.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { openMember } from '#core/bundle/open-member.ts';
import { parseManifest } from '#core/bundle/parse-manifest.ts';
import { openFile } from '../io/file-access.ts';
import { fileDigest } from '../io/folder.ts';
import { spoolToFile } from '../io/temporary.ts';
import type { Verification } from '../output/verification.ts';
import { UsageError } from '../usage-error.ts';
import { readDocument } from './read-input.ts';
import { filesOf } from './signed-folder.ts';

/** A signed thing as it lies there. */
interface Signed {
  signature: Uint8Array;
  present: readonly PresentFile[];
  /** Of a bundle, where it can be read. */
  manifest: Manifest | null;
}

/** Verifies the signature of a folder, of a bundle as a zip, or of a single file beside its signature. */
export async function verifyModelAt(
  path: string,
  trust: ModelTrust,
  options: { signature?: string; keys?: string; cwd: string },
): Promise<Verification> {
  const { signature, present, manifest } = await signedAt(resolve(options.cwd, path), options);
  const registered = options.keys === undefined ? null : await registeredKeys(options.keys, options.cwd, manifest);
  if (registered !== null)
    verifyByVendor(parseSignatureFile(signature), registered.records, registered.vendor, registered.at);
  const whole = present.some((file) => file.path === MANIFEST_PATH);
  const { form, signer, signed, ignored } = verifyModel(signature, registered?.trust ?? trust, present, { whole });
  return {
    signer,
    digest: signed.root,
    holds: [
      `The signature (${form}) is by ${signer}${registered === null ? '' : `, which ${registered.vendor} had registered`}.`,
      `The statement is about ${signed.files.size} files with the digest ${signed.root}.`,
      whole ? 'Every file of the bundle is signed, and as it was signed.' : 'The files are as they were signed.',
    ],
    notChecked: ignored.map((file) => `${file} is not signed: the signer left it out.`),
    statement: null,
  };
}

/** The keys that the vendor of a bundle had registered on its day. */
async function registeredKeys(path: string, cwd: string, manifest: Manifest | null) {
  const { keys: records } = await readDocument(path, cwd, 'key set', TrustedKeys);
  if (manifest === null)
    throw new UsageError('Registered keys are those of the vendor of a bundle.', {
      where: '--keys',
      expected: `a bundle, with a ${MANIFEST_PATH} that says whose it is`,
      cure: 'Give --key, --authority or --trusted-root instead.',
    });
  const { vendor, date } = manifest;
  const trust = { keys: [...keysById(keysOfVendor(records, vendor.id)).values()] };
  return { records, vendor: vendor.id, at: endOfDay(date), trust };
}

async function signedAt(path: string, { signature, cwd }: { signature?: string; cwd: string }): Promise<Signed> {
  const separate = signature === undefined ? null : resolve(cwd, signature);
  if ((await stat(path)).isDirectory()) {
    const present = await filesOf(path);
    const manifest = await readFile(join(path, MANIFEST_PATH)).catch(() => null);
    return {
      signature: await readSignature(separate ?? join(path, SIGNATURE_PATH)),
      present: present.filter((file) => join(path, file.path) !== separate),
      manifest: manifest === null ? null : parseManifest(manifest).manifest,
    };
  }
  if (separate === null && (await isZip(path))) return signedZip(path);
  const file = { path: SINGLE_FILE, sha256: await fileDigest(path) };
  return {
    signature: await readSignature(separate ?? join(dirname(path), SIGNATURE_PATH)),
    present: [file],
    manifest: null,
  };
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
  return { signature, present: index.members.filter((one) => one !== member), manifest: index.manifest };
}

/** Every zip begins with the header of a member, or, where it is empty, with its end. */
export async function isZip(path: string): Promise<boolean> {
  await using file = await openFile(path);
  return file.size >= 4 && Buffer.from(await file.read(0, 2)).toString('latin1') === 'PK';
}
