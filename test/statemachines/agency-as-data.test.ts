import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CaseEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { AgencyEvidence } from '#core/policy/agency-evidence.ts';
import { agenciesOf } from '../../infra/agencies.ts';
import { allows, policiesByRole } from '../infra/iam.ts';
import { resolver } from '../infra/intrinsics.ts';
import { root, synthesize } from '../infra/synthesize.ts';
import { Fails } from './review-run.ts';
import { inProcess } from './support/in-process.ts';

const FEDERAL = 'us-frontier/2026.1';
const STATES = 'us-states/2026.1';
const work = mkdtempSync(join(tmpdir(), 'countersign-agency-'));
const policy = join(work, 'policy');
let system: Awaited<ReturnType<typeof inProcess>>;

/** All that a new authority is: an entry in the standard, and its criteria. */
const CISA = `
  - id: cisa
    name: Cybersecurity and Infrastructure Security Agency
    short: CISA
    remit: Operational technology of critical infrastructure.
    needToKnow: { manifest: [date, disclosurePolicy] }
`;
const CRITERION = `
id: CIS-01
title: Operational technology was evaluated
agency: cisa
domain: infrastructure
kind: process
severity: major
scope: submission
reads:
  manifest: [disclosurePolicy]
  figures: [{ as: solved, called: share of CritBench tasks solved, tasks: [critbench], configuration: capability }]
rule: { met: manifest.disclosurePolicy.present, notMet: '!manifest.disclosurePolicy.present' }
missing: inconclusive
texts:
  required: An evaluation on operational technology is reported.
  found: '{figure.called} {figure.mean | percent}'
  met: It is reported.
  notMet: It is not reported.
  inconclusive: It could not be judged.
motivation: A test.
measured: A test.
remediation: Report it.
source: { mark: proposal, text: A test }
neverInconclusive: A test.
examples: [&e { name: a, expect: inconclusive, missing: true }, *e, *e]
`;

/** The small model, seeking these standards. */
function bundle(packs: readonly string[]): string {
  const folder = mkdtempSync(join(work, 'bundle-'));
  cpSync(join(root, 'examples/modest-model'), folder, { recursive: true });
  const path = join(folder, 'bundle.json');
  const manifest = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path, 'utf8')));
  writeFileSync(path, JSON.stringify({ ...manifest, packs }));
  return folder;
}
const dies = () => {
  throw new Fails('Runtime.ExitError');
};

beforeAll(async () => {
  cpSync(join(root, 'policy'), policy, { recursive: true });
  const head = join(policy, FEDERAL, 'pack.yaml');
  writeFileSync(head, readFileSync(head, 'utf8').replace('\ntiers:', `${CISA}\ntiers:`));
  writeFileSync(join(policy, FEDERAL, 'criteria/CIS-01.yaml'), CRITERION);
  system = await inProcess(policy, join(work, 'task'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('an authority that is added to a standard', () => {
  it('is one of the agencies that the next deployment has, each once whatever standards it is in', () => {
    expect(agenciesOf(policy)).toEqual(['ai-office', 'aisi', 'ca-oes', 'cisa', 'ny-dfs', 'nsa', 'odni', 'oncd'].sort());
  });

  it('gets a function, a role and a prefix of its own, which reaches nobody else, and nobody else reaches', () => {
    const synthesized = synthesize({ policyDirectory: policy });
    const policies = policiesByRole(synthesized);
    const text = resolver(synthesized);
    const Checks = z.object({
      Environment: z.object({ Variables: z.object({ AGENCY: z.string() }) }),
      Role: z.unknown(),
    });
    const roles = new Map(
      Object.values(synthesized.resources).flatMap(({ Type, Properties }) => {
        const check = Checks.safeParse(Properties);
        if (Type !== 'AWS::Lambda::Function' || !check.success) return [];
        return [[check.data.Environment.Variables.AGENCY, text(check.data.Role).replace('.Arn', '')] as const];
      }),
    );
    expect([...roles.keys()].sort()).toEqual(system.agencies);
    expect(new Set(roles.values()).size).toBe(system.agencies.length);
    const [bucket] = Object.keys(synthesized.resources).filter((id) => /^EvidenceBucket[0-9A-F]+$/.test(id));
    const reads = (agency: string, key: string) =>
      allows(policies.get(roles.get(agency) ?? '') ?? [], {
        action: 's3:GetObject',
        resource: `<${bucket}.Arn>/evidence/case-1/${key}`,
      });
    const own = 'cisa/us-frontier@2026.1/evidence.json';
    expect(system.agencies.filter((agency) => reads(agency, own))).toEqual(['cisa']);
    expect(system.agencies.filter((agency) => reads('cisa', `${agency}/us-frontier@2026.1/evidence.json`))).toEqual([
      'cisa',
    ]);
  });

  it('decides its criteria in the next review, on the evidence that it needs to know', async () => {
    const { run, verdict, findings, evidence } = await system.review(bundle([FEDERAL]), 'larkspur');
    expect(run.status).toBe('SUCCEEDED');
    expect(verdict(FEDERAL)).toMatchObject({ outcome: 'cleared', tier: 'T0' });
    expect(verdict(FEDERAL).agencies).toContainEqual(
      expect.objectContaining({ agency: 'cisa', failed: false, counts: expect.objectContaining({ met: 1 }) }),
    );
    expect(findings(FEDERAL).filter(({ agency }) => agency === 'cisa')).toEqual([
      expect.objectContaining({ criterion: 'CIS-01', outcome: 'met' }),
    ]);
    const seen = AgencyEvidence.parse(evidence('cisa/us-frontier@2026.1/evidence.json'));
    expect(Object.keys(seen.manifest)).toEqual(['disclosurePolicy']);
    expect(seen.evaluations.map(({ evidence: log }) => log?.task)).toEqual([expect.stringContaining('critbench')]);
  });

  it('clears nothing where its check breaks', async () => {
    const { verdict } = await system.review(bundle([FEDERAL]), 'larkspur', { 'check-cisa': dies });
    expect(verdict(FEDERAL)).toMatchObject({ outcome: 'referred' });
    expect(verdict(FEDERAL).agencies).toContainEqual(expect.objectContaining({ agency: 'cisa', failed: true }));
  });
});

describe('a submission that seeks two standards', () => {
  it('has a verdict under each, in one transaction and one chain of events', async () => {
    const { run, verdict, itemKeys, item, caseId } = await system.review(bundle([STATES, FEDERAL]), 'larkspur');
    expect(run.invoked.filter(({ name }) => name === 'open-bundle')).toHaveLength(1);
    expect([verdict(STATES).outcome, verdict(FEDERAL).outcome]).toEqual(['cleared', 'cleared']);
    const sort = (key: string) => key.slice(`CASE#${caseId} `.length);
    expect(itemKeys.map(sort).filter((key) => key.startsWith('CHECK#us-states'))).toEqual([
      'CHECK#us-states/2026.1#ca-oes',
      'CHECK#us-states/2026.1#joint',
      'CHECK#us-states/2026.1#ny-dfs',
    ]);
    const events = itemKeys.map(sort).filter((key) => key.startsWith('EVENT#'));
    const chain = events.map((SK) => CaseEvent.parse(item({ PK: `CASE#${caseId}`, SK })));
    expect(verifyChain(chain)).toEqual([]);
    const taken = ['opened', 'screening_started', 'accepted', 'checks_started', 'decided'];
    expect(chain.map(({ type, data }) => [type, data.standard])).toEqual([
      ['opened', undefined],
      ...[STATES, FEDERAL].flatMap((pack) => taken.map((type) => [type, pack])),
    ]);
    expect(item({ PK: `CASE#${caseId}`, SK: 'CASE' })).toMatchObject({ packs: [STATES, FEDERAL], outcome: 'cleared' });
  });

  it('is cleared under the one where all was checked, and not under the one where a check broke', async () => {
    const { verdict, item, caseId, run } = await system.review(bundle([FEDERAL, STATES]), 'larkspur', {
      'check-ca-oes': dies,
    });
    expect(verdict(FEDERAL).outcome).toBe('cleared');
    expect(verdict(STATES).outcome).toBe('referred');
    expect(item({ PK: `CASE#${caseId}`, SK: 'CASE' })).toMatchObject({
      outcome: 'cleared',
      status: 'waiting_for_people',
    });
    expect(JSON.stringify(run.published)).toContain(STATES);
  });

  it('is cleared under none where the workflow hands on nothing of one of them', async () => {
    const { verdict } = await system.review(bundle([FEDERAL, STATES]), 'larkspur', {
      'assemble-evidence': dies,
    });
    for (const pack of [FEDERAL, STATES])
      expect(verdict(pack)).toMatchObject({ outcome: 'referred', reasons: expect.anything() });
  });
});
