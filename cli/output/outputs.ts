import * as z from 'zod';
import { Verdict } from '#core/adjudication/verdict.ts';
import { AccessList } from '#core/api/accesses.ts';
import { CaseAttestation } from '#core/api/attestation-wire.ts';
import { BallotList, BallotView } from '#core/api/ballots-wire.ts';
import { BreakGlassAnswer } from '#core/api/break-glass.ts';
import { HoldAnswer } from '#core/api/holds.ts';
import { VendorKeys } from '#core/api/keys-wire.ts';
import { NoticeList, NoticeSettingsView, ReplayedNotice } from '#core/api/notices.ts';
import { PrecedentList } from '#core/api/precedents-wire.ts';
import { documentText, JUDGED, Preflight, schemaId } from '#core/api/preflight.ts';
import { CaseLog, CommandAnswer, ProcedureView, Queue } from '#core/api/procedure-wire.ts';
import { RegisterList, RegisterStatistics } from '#core/api/register-wire.ts';
import { CaseComparison, VersionDifferences } from '#core/api/versions-wire.ts';
import { CaseId, CaseList, CaseSummary, CaseView } from '#core/api/wire.ts';
import { Evidence } from '#core/evidence/evidence.ts';
import { PackDiff } from '#core/policy/compare/diff-packs.ts';
import { Finding } from '#core/policy/finding.ts';
import { DraftGuidance } from '#core/policy/guidance/draft.ts';
import { ShredRecord } from '../../ops/shred/shred-record.ts';
import type { Context } from '../context.ts';
import { StandardDetail, StandardIssue, StandardSummary } from './standards.ts';
import { StandardExplanation } from './standards-explain.ts';
import { WhatIfReport } from './standards-what-if.ts';
import { Verification, VerificationFailure } from './verification.ts';

const output = <const N extends string, S extends z.ZodRawShape>(name: N, shape: S) =>
  z.object({ schema: z.literal(schemaId(name)), ...shape });

const PackedFile = z.object({ path: z.string(), bytes: z.int().nonnegative(), sha256: z.string() });

/** Every document that a command prints with `--json`. */
export const OUTPUTS = {
  init: output('init', {
    manifest: z.string().describe('Path of the manifest that was written'),
    evaluations: z.array(
      z.object({ id: z.string(), path: z.string(), task: z.string(), model: z.string(), flags: z.array(z.string()) }),
    ),
    files: z.int().nonnegative(),
    gaps: z.array(z.object({ pointer: z.string().describe('RFC 6901'), what: z.string() })),
    guidance: DraftGuidance,
  }),
  pack: output('pack', {
    bundle: z.string().describe('Path of the zip'),
    bytes: z.int().nonnegative(),
    sha256: z.string().describe('Of the zip as a file'),
    files: z.array(PackedFile),
  }),
  preflight: Preflight,
  review: output('review', { case: CaseId, ...JUDGED }),
  submit: output('submit', {
    case: CaseId,
    bytes: z.int().nonnegative(),
    sha256: z.string(),
    resumed: z.boolean().describe('An earlier upload of the same bytes went on'),
    amends: z.boolean().optional().describe('It is a new version of the bundle of a case that was there before'),
    verdict: Verdict.optional().describe('With --wait'),
    verdicts: z.array(Verdict).optional().describe('With --wait: under each standard, that one first'),
  }),
  status: output('status', CaseView.shape),
  cases: output('cases', CaseList.shape),
  log: output('log', {
    case: CaseId,
    ...CaseLog.shape,
    faults: z
      .array(z.object({ seq: z.int(), fault: z.enum(['missing', 'wrong-hash', 'wrong-previous', 'other-case']) }))
      .describe('Where the chain of hashes does not hold; empty where it does'),
    hidden: z
      .int()
      .nonnegative()
      .describe('Events whose content is not for the caller: they are chained, not recomputed'),
  }),
  accesses: output('accesses', {
    case: CaseId,
    accesses: AccessList.shape.accesses,
    faults: z
      .array(z.object({ record: z.string(), fault: z.enum(['wrong-hash', 'missing', 'other-case', 'twice']) }))
      .describe('Where the ledger does not hold; empty where it does'),
    heads: z
      .array(z.string())
      .describe('Hashes to note: with them a later check tells whether anything was taken away'),
    held: z.int().nonnegative().describe('Hashes that the log of the case holds fast: each has to be there'),
    logHolds: z.boolean().describe('Whether that log is one chain'),
  }),
  queue: output('queue', Queue.shape),
  show: output('show', {
    case: CaseSummary,
    procedure: ProcedureView,
    verdict: Verdict.nullable(),
    findings: z.array(Finding).describe('Those that the caller may see'),
    ...CaseLog.shape,
  }),
  recorded: output('recorded', {
    case: CaseId,
    standard: z.string(),
    command: z.string().describe('Id of the command; it never has an effect twice'),
    ...CommandAnswer.shape,
  }),
  changes: output('changes', VersionDifferences.shape),
  comparison: output('comparison', CaseComparison.shape),
  precedents: output('precedents', PrecedentList.shape),
  register: output('register', { ...RegisterList.shape, statistics: RegisterStatistics }),
  ballots: output('ballots', BallotList.shape),
  ballot: output('ballot', BallotView.shape),
  whoami: output('whoami', {
    api: z.url(),
    kind: z.enum(['person', 'program']),
    name: z.string(),
    roles: z.array(z.string()).describe('Names of groups, such as agency.nsa.reviewer; a program has none of its own'),
    until: z.iso.datetime().nullable().describe('When the present token ends'),
  }),
  logout: output('logout', { api: z.url().nullable().describe('Null where nobody was signed in') }),
  sign: output('sign', {
    signature: z.string().describe('Path of the signature'),
    form: z.enum(['key', 'certificate']),
    keyid: z.string().describe('SHA-256 of the public key in DER (SPKI)'),
    files: z.array(z.object({ path: z.string(), sha256: z.string() })),
  }),
  keygen: output('keygen', {
    privateKey: z.string().describe('Path'),
    publicKey: z.string().describe('Path'),
    keyid: z.string().describe('SHA-256 of the public key in DER (SPKI)'),
    verifierKey: z.string().nullable().describe('Of a log or a witness: name+id+base64 (C2SP signed-note)'),
  }),
  verify: output('verify', {
    kind: z.enum(['model', 'verdict']),
    verified: z.boolean(),
    ...Verification.shape,
    signer: Verification.shape.signer.nullable(),
    digest: Verification.shape.digest.nullable(),
    failure: VerificationFailure.nullable(),
  }),
  attestation: output('attestation', CaseAttestation.shape),
  keys: output('keys', VendorKeys.shape),
  'break-glass': output('break-glass', { case: CaseId, ...BreakGlassAnswer.shape }),
  hold: output('hold', { case: CaseId, ...HoldAnswer.shape }),
  witness: output('witness', {
    origin: z.string().describe('Name of the log'),
    size: z.int().nonnegative(),
    root: z.string().describe('Base64'),
    before: z.int().nonnegative().nullable().describe('Entries that the log had when this witness last looked'),
    audited: z.boolean().describe('Every entry was read'),
    checkpoint: z.string().describe('With the signature of the witness'),
  }),
  read: output('read', Evidence.shape),
  notices: output('notices', NoticeList.shape),
  'notices-settings': output('notices-settings', NoticeSettingsView.shape),
  'notices-replay': output('notices-replay', ReplayedNotice.shape),
  'ops-doctor': output('ops-doctor', {
    deployment: z.string(),
    well: z.boolean(),
    findings: z.array(
      z.object({
        check: z.string(),
        status: z.enum(['ok', 'wrong', 'unknown', 'not-here']),
        found: z.string(),
        cure: z.string().nullable(),
      }),
    ),
  }),
  'ops-shred': output('ops-shred', ShredRecord.shape),
  'ops-verify-store': output('ops-verify-store', {
    cases: z.int().nonnegative(),
    ballots: z.int().nonnegative(),
    events: z.int().nonnegative().describe('Of cases and of ballots'),
    verdicts: z.int().nonnegative(),
    objects: z.int().nonnegative(),
    logEntries: z.int().nonnegative().nullable().describe('Entries of the transparency log; null where none was named'),
    faults: z.array(
      z.object({ caseId: z.string().describe('A case, "ballot <id>@<version>" or "log"'), fault: z.string() }),
    ),
  }),
  'standards-list': output('standards-list', { standards: z.array(StandardSummary) }),
  'standards-show': output('standards-show', { standard: StandardDetail }),
  'standards-lint': output('standards-lint', { ok: z.boolean(), issues: z.array(StandardIssue) }),
  'standards-explain': output('standards-explain', StandardExplanation.shape),
  'standards-diff': output('standards-diff', { same: z.boolean(), standards: z.array(PackDiff) }),
  'standards-what-if': output('standards-what-if', WhatIfReport.shape),
  error: output('error', {
    error: z.object({
      message: z.string(),
      where: z.string().optional(),
      expected: z.string().optional(),
      cure: z.string().optional(),
    }),
  }),
} as const;

type Outputs = { [N in keyof typeof OUTPUTS]: Omit<z.infer<(typeof OUTPUTS)[N]>, 'schema'> };
export type ErrorOutput = Outputs['error'];

/**
 * Prints one output as JSON. It goes through its own schema: its fields come in the schema's order whatever made them, so that
 * the same findings give the same bytes from the pipeline and from this machine.
 */
export function printJson<N extends keyof typeof OUTPUTS>(context: Context, name: N, value: Outputs[N]): void {
  context.stdout.write(documentText(OUTPUTS[name], { schema: schemaId(name), ...value }));
}
