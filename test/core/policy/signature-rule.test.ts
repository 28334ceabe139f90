import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/attestation/canonical-json.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import type { BundleSignature } from '#core/bundle/bundle-signature.ts';
import { registeredSigners } from '#core/bundle/registered-signers.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { exampleSubmission, runExample } from '#core/policy/example.ts';
import { guide } from '#core/policy/guidance/guidance.ts';
import { type Pack, parsePack } from '#core/policy/pack.ts';
import { type SignatureRow, signatureCriteria } from '#core/policy/signature-rule.ts';
import { judgeUnder, review } from '#core/review.ts';
import { bundleMembers, type Files, manifestFor, sha256 } from '../../fixtures/bundle-builder.ts';
import { memorySpool } from '../../fixtures/memory-spool.ts';
import { writeZip } from '../../fixtures/zip-writer.ts';
import { askingForSignature } from '../../policy/asking-for-signature.ts';
import { STANDARDS, standard } from '../../policy/standard.ts';

const source = { mark: 'proposal', text: 'Proposal of this project' } as const;
const REQUIRED: SignatureRow = { is: 'required', unsigned: 'return', by: 'registered', source, examplesWith: {} };
const LEFT_TO_PEOPLE: SignatureRow = { ...REQUIRED, unsigned: 'inconclusive' };
const RECOMMENDED: SignatureRow = { is: 'recommended', by: 'registered', source, examplesWith: {} };
const BY_ANYBODY: SignatureRow = { ...REQUIRED, by: 'anybody' };

const TRUSTED: BundleSignature = { form: 'key', intact: true, trusted: true, signer: 'sha256:1', fault: null };
const UNKNOWN: BundleSignature = { ...TRUSTED, trusted: false, signer: null, fault: 'key-unknown' };
const NOT_CHECKED: BundleSignature = { ...UNKNOWN, fault: 'not-checked' };
const DAMAGED: BundleSignature = { ...UNKNOWN, intact: false, fault: 'file-differs' };

/** A complete submission without evaluations, signed so. */
function submission(pack: Pack, signature: BundleSignature | undefined) {
  const [criterion] = pack.criteria;
  const [example] = criterion?.examples ?? [];
  if (criterion === undefined || example === undefined) throw new Error('the standard has no worked example');
  return exampleSubmission(criterion, { ...example, given: { ...example.given, manifest: {}, signature } });
}

/** Outcome, missing, returns of what a standard with these rows finds of a signature. */
function found(rows: readonly SignatureRow[], signature?: BundleSignature) {
  const pack = askingForSignature(rows);
  return judgeUnder(pack, submission(pack, signature))
    .findings.filter(({ criterion }) => criterion.startsWith('SIG-'))
    .map(({ criterion, outcome, missing, returns }) => [criterion, outcome, missing, returns]);
}

describe('a standard that requires a signature', () => {
  it.each([
    ['not signed', REQUIRED, undefined, 'not_met', true],
    ['signed by nobody it knows', REQUIRED, UNKNOWN, 'not_met', true],
    ['signed before its last change', REQUIRED, DAMAGED, 'not_met', true],
    ['signed by a registered key', REQUIRED, TRUSTED, 'met', false],
    ['signed, and nobody asked the registry', REQUIRED, NOT_CHECKED, 'inconclusive', false],
    ['left to people: not signed', LEFT_TO_PEOPLE, undefined, 'inconclusive', false],
    ['left to people: signed by nobody it knows', LEFT_TO_PEOPLE, UNKNOWN, 'inconclusive', false],
    ['anybody may sign: not signed', BY_ANYBODY, undefined, 'not_met', true],
    ['anybody may sign: signed by nobody it knows', BY_ANYBODY, UNKNOWN, 'met', false],
  ] as const)('%s', (_name, row, signature, outcome, back) => {
    const [[criterion, ...said] = []] = found([row], signature);
    expect(criterion).toBe('SIG-01');
    expect(said.slice(0, 2)).toEqual([outcome, signature === undefined]);
    expect(said[2] === true && outcome === 'not_met').toBe(back);
  });

  it('cites the rule and tells how to sign, in the review and before the upload', () => {
    const pack = askingForSignature([REQUIRED]);
    const unsigned = submission(pack, undefined);
    const { verdict, findings } = judgeUnder(pack, unsigned);
    const finding = findings.find(({ criterion }) => criterion === 'SIG-01');
    expect(verdict.outcome).toBe('returned');
    expect(verdict.reasons).toContainEqual(expect.objectContaining({ criterion: 'SIG-01' }));
    expect(finding?.found).toContain('bundleSignature, row 1');
    expect(finding?.source).toEqual(source);
    expect(finding?.evidence).toContainEqual({ pointer: { file: 'model.sig' } });
    const step = guide(pack, unsigned).steps.find(({ criterion }) => criterion === 'SIG-01');
    expect(step?.how).toContain('countersign sign');
    expect(finding?.cure).toBe(step?.how);
  });

  it('judges a bundle by the signature that is in it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = [
      keyRecord(publicKey, { owner: 'larkspur', purpose: 'bundle', validFrom: '2026-01-01T00:00:00.000Z' }),
    ];
    const signers = registeredSigners(keys, null, '2026-11-23T00:00:00.000Z');
    const cards: Files = { 'cards/model-card.md': '# Lark 1' };
    const members = bundleMembers(cards, manifestFor(cards, { packs: ['us-frontier/2026.2'] }));
    const files = members.map(({ name, data }) => ({ path: String(name), sha256: sha256(data ?? '') }));
    const signature = { name: 'model.sig', data: signModel({ name: 'release', files, ignored: [] }, privateKey) };
    const pack = askingForSignature([REQUIRED]);
    const outcomes = [members, [...members, signature]].map(async (all) => {
      const { findings } = await review([pack], fromBytes(writeZip(all).bytes), { spool: memorySpool, signers });
      return findings.find(({ criterion }) => criterion === 'SIG-01')?.outcome;
    });
    expect(await Promise.all(outcomes)).toEqual(['not_met', 'met']);
  });
});

describe('a standard that recommends a signature', () => {
  it('notes that there is none, which weighs nothing', () => {
    const pack = askingForSignature([RECOMMENDED]);
    const without = judgeUnder(pack, submission(pack, undefined));
    const note = without.findings.find(({ criterion }) => criterion === 'SIG-01');
    expect(note).toMatchObject({ outcome: 'inconclusive', severity: 'information', returns: false });
    expect(note?.required).toContain('recommended, not required');
    expect(note?.cure).toContain('countersign sign');
    expect(without.verdict.outcome).toBe(judgeUnder(pack, submission(pack, TRUSTED)).verdict.outcome);
  });
});

describe('rows by kind of submission', () => {
  const open = 'manifest.release.openWeights';
  const rows: SignatureRow[] = [
    { ...REQUIRED, when: open, reads: ['release'], examplesWith: { release: { openWeights: true } } },
    { is: 'none', when: 'manifest.vendor.id == "university"' },
    { ...RECOMMENDED, reads: ['release', 'vendor'] },
  ];

  it('counts the first that takes a bundle', () => {
    expect(found(rows)).toEqual([
      ['SIG-01', 'not_applicable', false, true],
      ['SIG-02', 'inconclusive', true, false],
    ]);
  });

  it('shows each in worked examples', () => {
    const pack = askingForSignature(rows);
    const examples = pack.criteria
      .filter(({ id }) => id.startsWith('SIG-'))
      .flatMap((criterion) => criterion.examples.map((example) => ({ criterion, example })));
    expect(examples).toHaveLength(10);
    for (const { criterion, example } of examples) {
      const [finding] = runExample(pack, criterion, example);
      expect([example.name, finding?.outcome, finding?.missing]).toEqual([
        example.name,
        example.expect,
        example.missing,
      ]);
      for (const text of [finding?.found, finding?.reason, finding?.cure]) expect(text ?? '').not.toMatch(/[{}]/);
    }
  });
});

/** A standard of the joint screening's signature criteria alone, whose decision table clears whatever it is shown. */
function careless(row: SignatureRow): Pack {
  const { digest: _, ...content } = askingForSignature([row]);
  return parsePack({
    ...content,
    agencies: content.agencies.filter(({ id }) => id === 'joint'),
    criteria: content.criteria.filter(({ id }) => id.startsWith('SIG-')),
    decision: [{ outcome: 'cleared', when: 'true', because: 'true', summary: 'Cleared.' }],
  });
}

describe('a signature that a standard requires and a bundle has not', () => {
  it.each([REQUIRED, LEFT_TO_PEOPLE, BY_ANYBODY])('is never cleared, whatever the decision table says', (row) => {
    const pack = careless(row);
    const outcomeOf = (signature?: BundleSignature) => judgeUnder(pack, submission(pack, signature)).verdict.outcome;
    expect(outcomeOf(TRUSTED)).toBe('cleared');
    for (const signature of [undefined, DAMAGED]) expect(outcomeOf(signature)).toBe('referred');
    if (row.by === 'registered')
      for (const signature of [UNKNOWN, NOT_CHECKED]) expect(outcomeOf(signature)).toBe('referred');
  });
});

describe('what a standard may say of signatures', () => {
  it('has no criterion of this kind but by its rows', () => {
    const { digest: _, bundleSignature, ...content } = askingForSignature([REQUIRED]);
    expect(bundleSignature).toEqual([REQUIRED]);
    expect(() => parsePack(content)).toThrow('pack.yaml: bundleSignature');
    expect(() => parsePack({ ...content, bundleSignature: [LEFT_TO_PEOPLE] })).toThrow('pack.yaml: bundleSignature');
  });

  it('needs the joint screening to know of the signature', () => {
    const { digest: _, ...content } = askingForSignature([REQUIRED]);
    const agencies = content.agencies.map((agency) => ({ ...agency, needToKnow: { manifest: [], problems: true } }));
    expect(() => parsePack({ ...content, agencies })).toThrow(
      'pack.yaml: reads.manifest: joint has no need to know "signature"',
    );
  });

  it('names the file in which a rule that breaks is written', () => {
    expect(() => askingForSignature([{ ...REQUIRED, when: 'manifest.nothing' }])).toThrow('pack.yaml: appliesWhen');
  });
});

describe('the digest of a standard', () => {
  it('knows nothing of signatures where nothing is asked', () => {
    for (const name of STANDARDS) {
      const pack = standard(name);
      expect(Object.keys(pack)).not.toContain('bundleSignature');
      expect(pack.criteria.filter(({ id }) => id.startsWith('SIG-'))).toEqual([]);
    }
  });

  it('covers what is asked, whose words stay as they are', () => {
    const digests = [REQUIRED, LEFT_TO_PEOPLE, RECOMMENDED, BY_ANYBODY].map((row) =>
      digestOf(signatureCriteria([row])),
    );
    expect(digests).toMatchInlineSnapshot(`
      [
        "sha256:b02e72b3e24309d1f802660296a7c77b3ab8f19efd113d4b382991025263d494",
        "sha256:5ebf2915561d7ed5bf7492f7908735d691995742671dae837615ac7ba432e5bb",
        "sha256:babad48417571661b99a1b045203aa1fc7ed0786692daf48461a59be88878ab5",
        "sha256:25b63c7d614628b05a4c14ada321d9b4432a402e55eab57d6b982d63013e2b12",
      ]
    `);
  });
});
