import { createHash } from 'node:crypto';
import { SIGNATURE_BYTES } from '../attestation/model-signing/signature-file.ts';
import type { RandomAccess, Spool } from '../io/random-access.ts';
import { bundleDigest, SIGNATURE_PATH } from './bundle-digest.ts';
import type { BundleIndex, BundleMember } from './bundle-index.ts';
import { checkSignature, type KnownSigners, type SignatureCheck } from './bundle-signature.ts';
import { checkFiles } from './check-files.ts';
import { checkReferences, evaluationFiles } from './check-references.ts';
import { comparePaths } from './compare-paths.ts';
import { checkLogArchive } from './hygiene/log-archive.ts';
import { MemberHygiene } from './hygiene/member-hygiene.ts';
import { MANIFEST_PATH, type Manifest } from './manifest.ts';
import { openMember } from './open-member.ts';
import { MANIFEST_BYTES, manifestTooLarge, parseManifest } from './parse-manifest.ts';
import type { Problem } from './problem.ts';
import { listProblems } from './problem-list.ts';
import { sealedProblems } from './sealed-problem.ts';
import type { ZipEntry } from './zip/entry.ts';
import { BUNDLE_LIMITS } from './zip/limits.ts';
import { openZip, type ZipDirectory } from './zip/open-zip.ts';
import { ZipError } from './zip/zip-error.ts';
import { anomalyProblem, BUNDLE_FILE, zipProblem } from './zip-problem.ts';

/**
 * Opens a bundle: its directory and manifest, then one pass over every member for digest, CRC-32 and hygiene (INT-01,
 * INT-06). Reads ranges only and holds little: memory does not grow with the size of the members.
 *
 * Whatever is wrong with the bundle is recorded as problems, and the index is always complete and valid; only errors
 * of the source or of the spool are thrown.
 * @param io the spool takes compressed evaluation logs, to look at what is inside; `signers` tells whose signature counts
 */
export async function openBundle(
  source: RandomAccess,
  io: { spool: Spool; signers?: KnownSigners },
): Promise<BundleIndex> {
  let zip: ZipDirectory;
  try {
    zip = await openZip(source, BUNDLE_LIMITS);
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return {
      bytes: source.size,
      digest: null,
      manifest: null,
      members: [],
      problems: listProblems([zipProblem(error)]),
    };
  }
  const problems = zip.anomalies.map(anomalyProblem);
  // An entry that the directory alone condemns has its problem by now, and is not read.
  const condemned = new Set(zip.anomalies.filter(({ code }) => code === 'unreadable').map(({ member }) => member));
  const files = zip.entries.filter((entry) => entry.kind === 'file' && zip.find(entry.name) === entry);

  const { manifest, problems: manifestProblems } = await readManifest(zip, files, condemned);
  problems.push(...manifestProblems);
  if (manifest !== null) problems.push(...checkReferences(manifest));

  const isEvaluation = evaluationFiles(manifest);
  const told = sealedProblems(manifest);
  const members: BundleMember[] = [];
  const zips: string[] = [];
  // In the order of the archive, so that reading runs forward.
  for (const entry of files.toSorted((a, b) => a.offset - b.offset)) {
    const read = condemned.has(entry.name) ? UNREAD : await readMember(zip, entry, isEvaluation(entry.name));
    members.push(toMember(entry, read.sha256));
    problems.push(...told(read.problems));
    if (read.zip) zips.push(entry.name);
  }
  members.sort((a, b) => comparePaths(a.path, b.path));
  if (manifest !== null) problems.push(...checkFiles(manifest, members));

  for (const path of zips) {
    await using log = await openMember(source, { members }, path, io);
    problems.push(...told(await checkLogArchive(log, path, isEvaluation(path))));
  }
  const signed = await readSignature(zip, members, manifest, io.signers);
  return {
    bytes: source.size,
    digest: bundleDigest(members),
    manifest,
    members,
    problems: listProblems([...problems, ...(signed?.problems ?? [])]),
    ...(signed === null ? {} : { signature: signed.signature }),
  };
}

async function readManifest(
  zip: ZipDirectory,
  files: readonly ZipEntry[],
  condemned: ReadonlySet<string>,
): Promise<{ manifest: Manifest | null; problems: Problem[] }> {
  const entry = files.find(({ name }) => name === MANIFEST_PATH);
  if (entry === undefined) return { manifest: null, problems: [manifestMissing(files)] };
  if (entry.size > MANIFEST_BYTES) return { manifest: null, problems: [manifestTooLarge(entry.size)] };
  if (condemned.has(entry.name)) return { manifest: null, problems: [] };
  try {
    return parseManifest(await zip.readEntry(entry, MANIFEST_BYTES));
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    // The pass over all members meets this fault again, and records it.
    return { manifest: null, problems: [] };
  }
}

/** Null where the bundle is not signed, or its signature has a fault of the archive, which is recorded by then. */
async function readSignature(
  zip: ZipDirectory,
  members: readonly BundleMember[],
  manifest: Manifest | null,
  signers: KnownSigners | undefined,
): Promise<SignatureCheck | null> {
  const entry = zip.find(SIGNATURE_PATH);
  const member = members.find(({ path }) => path === SIGNATURE_PATH);
  if (entry === undefined || member === undefined || member.sha256 === null) return null;
  const bytes = entry.size > SIGNATURE_BYTES ? null : await zip.readEntry(entry, SIGNATURE_BYTES);
  return checkSignature(bytes, members, manifest, signers);
}

function manifestMissing(files: readonly ZipEntry[]): Problem {
  const elsewhere = files.find(({ name }) => name.endsWith(`/${MANIFEST_PATH}`) && !name.startsWith('__MACOSX/'))?.name;
  return {
    code: 'manifest-missing',
    criterion: 'INT-01',
    file: BUNDLE_FILE,
    found:
      elsewhere === undefined
        ? `no ${MANIFEST_PATH}`
        : `no ${MANIFEST_PATH} at the top, but ${JSON.stringify(elsewhere)}`,
    expected: `${MANIFEST_PATH} at the top of the bundle`,
    cure:
      elsewhere === undefined
        ? 'Write one with `countersign init`.'
        : 'Pack the content of the folder, not the folder itself; `countersign pack` does.',
  };
}

interface ReadMember {
  sha256: string | null;
  problems: Problem[];
  /** A zip, which only an evaluation log may be. */
  zip: boolean;
}

const UNREAD: ReadMember = { sha256: null, problems: [], zip: false };

async function readMember(zip: ZipDirectory, entry: ZipEntry, isLog: boolean): Promise<ReadMember> {
  const hash = createHash('sha256');
  const hygiene = new MemberHygiene(entry.name, isLog);
  try {
    for await (const chunk of zip.streamEntry(entry)) {
      hash.update(chunk);
      hygiene.push(chunk);
    }
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return { ...UNREAD, problems: [zipProblem(error)] };
  }
  return { sha256: `sha256:${hash.digest('hex')}`, ...hygiene.finish() };
}

function toMember(entry: ZipEntry, sha256: string | null): BundleMember {
  return {
    path: entry.name,
    bytes: entry.size,
    sha256,
    method: entry.method,
    flags: entry.flags,
    crc32: entry.crc32,
    compressedBytes: entry.compressedSize,
    offset: entry.offset,
  };
}
