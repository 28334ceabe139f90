import { describe, expect, it } from 'vitest';
import { compareVersions, type Version } from '#core/adjudication/differences/compare-versions.ts';
import { changedEvaluations } from '#core/adjudication/differences/files.ts';
import type { BundleIndex } from '#core/bundle/bundle-index.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { bundleSource } from '#core/evidence/bundle-source.ts';
import type { Evidence } from '#core/evidence/evidence.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { fromBytes } from '#core/io/random-access.ts';
import type { Finding } from '#core/policy/finding.ts';
import { FINDING, VERDICT } from '../../../cli/support/verdicts.ts';
import { bundleOf, type Files, manifestFor } from '../../../fixtures/bundle-builder.ts';
import { evalFile, FOUR, inspectLog } from '../../../fixtures/inspect-log.ts';
import { memorySpool } from '../../../fixtures/memory-spool.ts';

const io = { spool: memorySpool };
const log = (values: string) =>
  evalFile(inspectLog({ samples: [...values].map((value, index) => ({ id: `q${index + 1}`, epoch: 1, value })) }));
const CYBER = { id: 'cyber', path: 'evals/cyber.eval', configuration: 'capability' };
const BIO = { id: 'bio', path: 'evals/bio.eval', configuration: 'capability' };

async function version(
  bundle: number,
  files: Files,
  evaluations: object[],
  findings: Finding[],
  outcome = VERDICT.outcome,
): Promise<Version> {
  const source = fromBytes(bundleOf(files, manifestFor(files, { evaluations })));
  const index: BundleIndex = await openBundle(source, io);
  const evidence = new Map<string, Evidence | null>();
  for (const { id, path } of index.manifest?.evaluations ?? []) {
    const found = bundleSource(source, index, path, io);
    evidence.set(id, found && (await readSource(found, io)));
  }
  return { bundle, index, evidence, findings, verdict: { ...VERDICT, outcome } };
}
const finding = (
  criterion: string,
  agency: string,
  evaluation: string | undefined,
  more: Partial<Finding> = {},
): Finding => ({
  ...FINDING,
  criterion,
  agency,
  ...(evaluation === undefined ? { evaluation: undefined } : { evaluation }),
  evidence: evaluation === undefined ? [] : [{ evaluation, pointer: { file: `evals/${evaluation}.eval` } }],
  ...more,
});

const before = await version(
  1,
  { 'evals/cyber.eval': log('CCII'), 'evals/bio.eval': log('CCCC'), 'card.md': 'Old.', 'gone.md': 'x' },
  [CYBER, BIO],
  [finding('NSA-07', 'nsa', 'cyber'), finding('OS-01', 'os', 'bio'), finding('VAL-01', 'joint', 'bio')],
);
const after = await version(
  2,
  { 'evals/cyber.eval': log('IIIC'), 'evals/bio.eval': log('CCCC'), 'card.md': 'New text.', 'new.md': 'yy' },
  [CYBER, { ...BIO, notes: 'Declared otherwise.' }],
  [
    finding('NSA-07', 'nsa', 'cyber', { outcome: 'met', found: 'Below the limit.' }),
    finding('OS-01', 'os', 'bio', { found: 'The same in other words.' }),
    finding('VAL-01', 'joint', 'bio', { outcome: 'inconclusive' }),
    finding('INT-02', 'joint', undefined),
  ],
  'referred',
);

describe('two versions of a bundle', () => {
  const all = compareVersions('us-frontier/2026.1', before, after, null);

  it('differ in files, by their bytes', () => {
    expect(all.files).toEqual({
      added: [{ path: 'new.md', bytes: 2 }],
      removed: [{ path: 'gone.md', bytes: 1 }],
      changed: [
        { path: 'bundle.json', from: expect.any(Number), to: expect.any(Number) },
        { path: 'card.md', from: 4, to: 9 },
        { path: 'evals/cyber.eval', from: expect.any(Number), to: expect.any(Number) },
      ],
    });
  });

  it('differ in figures where a log or what is declared of it is other', () => {
    expect(all.evaluations.map(({ evaluation, change }) => [evaluation, change])).toEqual([
      ['bio', 'changed'],
      ['cyber', 'changed'],
    ]);
    const cyber = all.evaluations.find(({ evaluation }) => evaluation === 'cyber');
    expect(cyber?.from).toMatchObject([{ score: 'match', mean: 0.5, n: 4, interval: { method: 'wilson' } }]);
    expect(cyber?.to).toMatchObject([{ score: 'match', mean: 0.25, n: 4 }]);
  });

  it('differ in findings whose outcome or figures are other, not in words', () => {
    expect(
      all.findings.map(({ criterion, from, to }) => [criterion, from?.outcome ?? null, to?.outcome ?? null]),
    ).toEqual([
      ['INT-02', null, 'not_met'],
      ['VAL-01', 'not_met', 'inconclusive'],
      ['NSA-07', 'not_met', 'met'],
    ]);
    const figure = FINDING.evidence[0]?.figure;
    const withFigure = (mean: number) => [
      finding('NSA-07', 'nsa', 'cyber', {
        evidence: [{ pointer: { file: 'f' }, figure: { ...(figure ?? expect.fail()), mean } }],
      }),
    ];
    const [from, to] = [
      { ...before, findings: withFigure(0.1) },
      { ...after, findings: withFigure(0.2) },
    ];
    expect(compareVersions('s', from, to, null).findings).toMatchObject([
      { criterion: 'NSA-07', from: { figures: [{ mean: 0.1 }] }, to: { figures: [{ mean: 0.2 }] } },
    ]);
    expect(compareVersions('s', from, { ...to, findings: withFigure(0.1) }, null).findings).toEqual([]);
  });

  it('have each their verdict', () => {
    expect(all.verdict).toMatchObject({ from: { outcome: 'not_cleared', tier: 'T2' }, to: { outcome: 'referred' } });
  });

  it('are the same where nothing is other', () => {
    expect(compareVersions('s', before, { ...before, bundle: 2 }, null)).toMatchObject({
      files: { added: [], removed: [], changed: [] },
      evaluations: [],
      findings: [],
    });
  });

  it('show an agency its own findings and the joint ones, and of files and figures what its own rest on', () => {
    const nsa = compareVersions('us-frontier/2026.1', before, after, new Set(['nsa', 'joint']));
    expect(nsa.findings.map(({ agency }) => agency)).toEqual(['joint', 'joint', 'nsa']);
    expect(nsa.evaluations.map(({ evaluation }) => evaluation)).toEqual(['cyber']);
    expect(nsa.files.changed.map(({ path }) => path)).toEqual(['evals/cyber.eval']);
    expect([nsa.files.added, nsa.files.removed]).toEqual([[], []]);
    const joint = compareVersions('us-frontier/2026.1', before, after, new Set(['joint']));
    expect([joint.evaluations, joint.files.changed]).toEqual([[], []]);
    expect(JSON.stringify(nsa)).not.toContain('OS-01');
  });

  it('count a file as changed that cannot be read in one of them', () => {
    const broken = { ...after.index, members: after.index.members.map((member) => ({ ...member, sha256: null })) };
    expect(compareVersions('s', after, { ...after, index: broken }, null).files.changed).toHaveLength(
      after.index.members.length,
    );
    expect(changedEvaluations(after.index, broken).map(({ evaluation }) => evaluation)).toEqual(['bio', 'cyber']);
  });

  it('have evaluations that one alone declares', () => {
    const index = { ...after.index, manifest: after.index.manifest && { ...after.index.manifest, evaluations: [] } };
    expect(changedEvaluations(after.index, index).map(({ change }) => change)).toEqual(['removed', 'removed']);
    expect(changedEvaluations(index, after.index).map(({ change }) => change)).toEqual(['added', 'added']);
  });

  it('do not depend on the samples being in one order', async () => {
    const files = { 'evals/cyber.eval': evalFile(inspectLog({ samples: FOUR.toReversed() })) };
    const other = await version(2, files, [CYBER], []);
    const one = await version(1, { 'evals/cyber.eval': evalFile(inspectLog()) }, [CYBER], []);
    const { evaluations } = compareVersions('s', one, other, null);
    expect(evaluations[0]?.from).toEqual(evaluations[0]?.to);
  });
});
