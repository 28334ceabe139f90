import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Verdict } from '#core/adjudication/verdict.ts';
import { type CaseEvent, nextEvent } from '#core/attestation/event-chain.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { localSigner } from '#core/attestation/keys/signer.ts';
import type { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import { verifyModel } from '#core/attestation/model-signing/verify.ts';
import { signCheckpoint, verifyCheckpoint } from '#core/attestation/tlog/checkpoint.ts';
import { entryBytes } from '#core/attestation/tlog/entry.ts';
import { grow } from '#core/attestation/tlog/grow.ts';
import { leafHash, nodeHash } from '#core/attestation/tlog/merkle.ts';
import { formatNoteKey, localNoteSigner } from '#core/attestation/tlog/note-key.ts';
import { consistencyProof, rangeRoot } from '#core/attestation/tlog/proofs.ts';
import { nodesFromTiles } from '#core/attestation/tlog/tile.ts';
import { parseProof, proveInclusion } from '#core/attestation/tlog/tlog-proof.ts';
import { verifyConsistency, verifyInclusion } from '#core/attestation/tlog/verify-proofs.ts';
import { type SignedVerdict, signVerdict, verdictDigest } from '#core/attestation/verdict/signed-verdict.ts';
import { verdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { verifyVerdict } from '#core/attestation/verdict/verify-verdict.ts';
import type { Table } from './table.ts';

const ENTRIES = 1_000_000;
const BATCH = 62_500;
const EVENTS = 20;
const FILES = 200;
const FILE_BYTES = 256 * 1024;
const RUNS = 21;

/** Microseconds of one call, in the fastest of several runs of many calls, since noise only adds. */
async function cost(calls: number, work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) await work();
    best = Math.min(best, ((performance.now() - start) * 1000) / calls);
  }
  return best;
}

const row = (name: string, microseconds: number, bare: number) => [
  name,
  1_000_000 / microseconds,
  microseconds,
  microseconds / bare,
];

const digest = (n: number) => `sha256:${n.toString(16).padStart(64, '0')}`;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');
const log = localNoteSigner('bench.example/log', 'signature', edwards.privateKey);

const counts = { met: 1, not_met: 0, inconclusive: 0, not_applicable: 0, error: 0 };
const VERDICT: Verdict = {
  verdictVersion: '1.0',
  outcome: 'cleared',
  tier: 'T0',
  summary: 'Cleared.',
  reasons: [],
  counts,
  agencies: [],
  pack: { id: 'us-frontier', version: '2026.1', digest: digest(1) },
  bundle: { digest: digest(2), invented: true },
  model: { id: 'model', version: '1', weightsDigest: digest(3) },
  vendor: { id: 'vendor', name: 'Vendor' },
  findingsDigest: digest(4),
};

/** A signed verdict with its chain of events. */
async function issued(): Promise<SignedVerdict> {
  const events: CaseEvent[] = [];
  for (let n = 0; n < EVENTS; n += 1)
    events.push(
      nextEvent(events.at(-1) ?? null, { caseId: 'case', type: 'opened', at: '2026-01-01T00:00:00.000Z', data: { n } }),
    );
  const chain = events.at(-1) ?? { seq: 0, hash: digest(0) };
  const statement = verdictStatement({
    caseId: 'case',
    issuedAt: '2026-01-02T00:00:00.000Z',
    verdict: VERDICT,
    chain,
    signature: null,
  });
  return { ...(await signVerdict(statement, [localSigner(pair.privateKey)])), events };
}

/** The tiles of a log of a million entries, one of which is the verdict. */
async function million(verdict: Uint8Array, index: number) {
  const tiles = new Map<string, Uint8Array>();
  const read = async (path: string) => tiles.get(path) ?? null;
  let head = { size: 0, root: new Uint8Array() };
  let seconds = 0;
  while (head.size < ENTRIES) {
    const from = head.size;
    // As long as real ones, and quicker to make.
    const entries = Array.from({ length: BATCH }, (_, n) =>
      from + n === index ? verdict : Buffer.from(String(from + n).padEnd(verdict.byteLength)),
    );
    const start = performance.now();
    const { objects, size, root } = await grow(read, from, entries);
    seconds += (performance.now() - start) / 1000;
    for (const [path, bytes] of objects)
      if (!path.startsWith('tile/entries/') || size < ENTRIES) tiles.set(path, bytes);
    head = { size, root: Uint8Array.from(root) };
  }
  return { ...head, tiles, read, seconds };
}

/** What proofs cost at a million entries, and a verdict with all of its proofs, against the bare operations. */
export async function run(): Promise<Table[]> {
  const data = Buffer.from('x'.repeat(1000));
  const bareSign = await cost(50, () => sign('sha256', data, pair.privateKey));
  const signature = sign('sha256', data, pair.privateKey);
  const bareVerify = await cost(50, () => verify('sha256', data, pair.publicKey, signature));
  const noteSignature = sign(null, data, edwards.privateKey);
  const bareEdwards = await cost(50, () => verify(null, data, edwards.publicKey, noteSignature));
  const bareHash = await cost(2_000, () => createHash('sha256').update(data.subarray(0, 65)).digest());

  const signer = localSigner(pair.privateKey);
  const signed = await issued();
  const entry = entryBytes({ kind: 'verdict', digest: verdictDigest(signed) });
  const index = 271_828;
  const tree = await million(entry, index);
  const checkpoint = await signCheckpoint({ origin: log.noteKey.name, size: tree.size, root: tree.root }, log);
  const inclusion = await proveInclusion(index, checkpoint, tree.read);
  const { hashes } = parseProof(inclusion);
  const keys = [
    keyRecord(pair.publicKey, { owner: 'bench', purpose: 'verdict', validFrom: '2026-01-01T00:00:00.000Z' }),
  ];
  const trusted: TrustedKeys = {
    keySetVersion: '1.0',
    keys,
    log: { key: formatNoteKey(log.noteKey), witnesses: [], quorum: 0 },
  };
  const proved = { ...signed, inclusion };
  const trust = { log: log.noteKey, witnesses: [], quorum: 0 };
  const statement = verdictStatement({
    caseId: 'case',
    issuedAt: '2026-01-02T00:00:00.000Z',
    verdict: VERDICT,
    chain: { seq: 0, hash: digest(0) },
    signature: null,
  });

  const before = 654_321;
  const node = nodesFromTiles(tree.read, tree.size);
  const growth = await consistencyProof(node, before, tree.size);
  const old = { size: before, root: await rangeRoot(node, 0, before) };
  const leaf = leafHash(entry);
  const reads = new Set<string>();
  const counted = async (path: string) => {
    reads.add(path);
    return tree.read(path);
  };
  await proveInclusion(index, checkpoint, counted);
  const readBytes = [...reads].reduce((sum, path) => sum + (tree.tiles.get(path)?.byteLength ?? 0), 0);
  const bareNode = await cost(2_000, () => nodeHash(leaf, leaf));

  return [
    {
      title: 'Signatures on verdicts and checkpoints, against the bare signature',
      columns: ['operation', 'a second', 'µs', 'times the bare one'],
      rows: [
        row('ECDSA P-256, sign 1 kB', bareSign, bareSign),
        row('sign a verdict', await cost(50, () => signVerdict(statement, [signer])), bareSign),
        row('ECDSA P-256, verify 1 kB', bareVerify, bareVerify),
        row(
          'verify a verdict',
          await cost(50, () => verifyVerdict({ ...signed, events: undefined }, trusted)),
          bareVerify,
        ),
        row(`the same, with ${EVENTS} events`, await cost(25, () => verifyVerdict(signed, trusted)), bareVerify),
        row('the same, with its place in the log', await cost(25, () => verifyVerdict(proved, trusted)), bareVerify),
        row('Ed25519, verify 1 kB', bareEdwards, bareEdwards),
        row('verify a checkpoint', await cost(50, () => verifyCheckpoint(checkpoint, trust)), bareEdwards),
      ],
    },
    {
      title: `Proofs in a log of ${ENTRIES.toLocaleString('en-US')} entries, against one SHA-256`,
      columns: ['proof', 'hashes', 'bytes', 'µs to verify', 'times one hash', 'times its hashes'],
      rows: [
        proofRow(
          'inclusion',
          hashes.length,
          Buffer.byteLength(inclusion),
          bareNode,
          await cost(100, () => verifyInclusion(leaf, index, tree, hashes)),
        ),
        proofRow(
          'consistency',
          growth.length,
          growth.length * 32,
          bareNode,
          await cost(100, () => verifyConsistency(old, tree, growth)),
        ),
      ],
      notes: [
        `One SHA-256 of 65 bytes: ${bareHash.toFixed(2)} µs bare, ${bareNode.toFixed(2)} µs as the hash of a node.`,
        'The inclusion proof is the text of C2SP tlog-proof, with the signed checkpoint; the consistency proof its hashes alone.',
        `To make the inclusion proof, ${reads.size} tiles are read, ${readBytes} bytes; the tiles took ${tree.seconds.toFixed(1)} s to build, ${((tree.seconds * 1_000_000) / ENTRIES / bareNode).toFixed(1)} hashes for each entry.`,
      ],
    },
    await model(),
  ];
}

const proofRow = (name: string, count: number, bytes: number, bare: number, microseconds: number) => [
  name,
  count,
  bytes,
  microseconds,
  microseconds / bare,
  microseconds / bare / count,
];

/** A signed bundle: what signature and comparison add to the hashing of its files, which any reader does. */
async function model(): Promise<Table> {
  const contents = Array.from({ length: FILES }, (_, n) => Buffer.alloc(FILE_BYTES, `file ${n} `));
  const hashed = () =>
    contents.map((bytes, n) => ({
      path: `evals/${n}.eval`,
      sha256: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    }));
  const bare = await cost(1, hashed);
  const files = hashed();
  const signature = Buffer.from(signModel({ name: 'release', files, ignored: ['model.sig'] }, pair.privateKey));
  const trust = { keys: [pair.publicKey] };
  const signing = await cost(5, () => signModel({ name: 'release', files, ignored: ['model.sig'] }, pair.privateKey));
  const verifying = await cost(5, () => verifyModel(signature, trust, files, { whole: true }));
  const megabytes = (FILES * FILE_BYTES) / 2 ** 20;
  return {
    title: `A signed bundle of ${FILES} files, ${megabytes} MiB, against the hash of its files`,
    columns: ['operation', 'a second', 'µs', 'times the hash'],
    rows: [
      row('SHA-256 of every file', bare, bare),
      row('sign, files hashed', signing, bare),
      row('verify, files hashed', verifying, bare),
    ],
    notes: [`The signature has ${signature.byteLength} bytes.`],
  };
}
