import * as z from 'zod';
import type { CaseStage } from '#core/adjudication/case/parts.ts';
import { decide, type Identity } from '#core/adjudication/decide.ts';
import { BundleIndex } from '#core/bundle/bundle-index.ts';
import { UNPUBLISHED } from '#core/bundle/manifest.ts';
import { CheckReport } from '#core/policy/check-report.ts';
import { Finding } from '#core/policy/finding.ts';
import { trackOf } from '#core/policy/guidance/track.ts';
import type { Pack } from '#core/policy/pack.ts';
import { buildDigest } from '../shared/build-digest.ts';
import { packsFor } from '../shared/case-packs.ts';
import { s3, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { evidenceKeys, type ReviewRef } from '../shared/evidence-keys.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { executionName } from '../shared/execution-name.ts';
import { logger } from '../shared/logger.ts';
import { packNamed } from '../shared/packs.ts';
import { Decide, type Decided } from '../shared/payloads.ts';
import { AccessTable } from '../shared/table/access-table.ts';
import { CaseChangedError, CaseTable } from '../shared/table/case-table.ts';
import type { CaseItem, ProcedureItem } from '../shared/table/items.ts';
import { TurnTable } from '../shared/turns/turn-table.ts';
import { encryptionFor } from '../shared/vendor-key.ts';
import { whileChanged } from '../shared/while-changed.ts';
import { answerOf } from './answer.ts';
import { type DecidedPack, decisionOf } from './decision.ts';

const env = environment(
  Environment.pick({
    EVIDENCE_BUCKET: true,
    TABLE_NAME: true,
    VENDOR_KEYS: true,
    REVIEWS_PER_VENDOR: true,
    REVIEWS_IN_ALL: true,
  }),
);
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);
const cases = new CaseTable(table, env.TABLE_NAME);
const code = buildDigest();
const ledger = new AccessTable(table, env.TABLE_NAME);
const turns = new TurnTable(table, env.TABLE_NAME, { perVendor: env.REVIEWS_PER_VENDOR, inAll: env.REVIEWS_IN_ALL });

/** A verdict is asked for on a case that was never opened. */
export class UnknownCaseError extends Error {
  override readonly name = 'UnknownCaseError';
}

/** Stages in which the verdict of the checks is waited for. */
const UNCHECKED: ReadonlySet<CaseStage> = new Set(['submitted', 'screening', 'accepted', 'automated_checks']);

/**
 * Decides the verdict under each pack from the agencies' reports, and writes them with all that must agree with them, in one
 * transaction. The packs of a first bundle are those that the manifest seeks, those of an amended one those whose procedure waits for it,
 * whatever the workflow hands on: a pack of which it says nothing counts as one that broke. A report that is absent or unreadable
 * counts as a check that broke: whatever is missing here, it never clears, and what broke under one pack changes nothing under another.
 */
export async function handler(input: unknown): Promise<Decided> {
  const request = Decide.parse(input);
  logger.appendKeys({ caseId: request.caseId, bundle: request.bundle });
  // People may write to the case while it is decided; each time the verdict is taken into what they left.
  const decided = await whileChanged(CaseChangedError, () => decideOnce(request));
  await giveTurnBack(decided.vendor, request);
  return decided;
}

/** The verdict stands whether or not this succeeds: a turn that is not given back ends by itself. */
async function giveTurnBack(vendor: string, request: Decide): Promise<void> {
  try {
    await turns.giveBack(vendor, executionName(request));
  } catch (error) {
    logger.warn('a turn was not given back', { error: error instanceof Error ? error : String(error) });
  }
}

async function decideOnce(request: Decide): Promise<Decided> {
  const { caseId, bundle } = request;
  const current = await cases.case(caseId);
  if (current === null) throw new UnknownCaseError(`case ${caseId} is not in the table; open-case writes it first`);
  const index = await store.find(evidenceKeys.bundleIndex(request), BundleIndex);
  const submission = {
    manifest: index?.manifest ?? null,
    digest: index?.digest ?? null,
    signature: index?.signature ?? null,
  };
  const procedures = await cases.procedures(current);
  const [first, ...others] = undecided(current, procedures, bundle, submission);
  if (first === undefined) return answerOf(await cases.verdicts(current), current.vendor);

  const under = (name: string) =>
    decideUnder(name, submission, request, procedures.find(({ pack }) => pack === name) ?? null);
  const decided: [DecidedPack, ...DecidedPack[]] = [await under(first)];
  for (const pack of others) decided.push(await under(pack));
  const heads = await ledger.heads(caseId);
  const write = decisionOf(current, bundle, decided, procedures, new Date().toISOString(), heads);
  const written = await cases.commit(current, write);
  // What is counted of verdicts (`infra/constructs/case-metrics.ts`): only of those that were written.
  for (const { name, verdict, findings } of decided)
    logger.info('verdict decided', {
      pack: name,
      outcome: verdict.outcome,
      tier: verdict.tier,
      findings: findings.length,
      inconclusive: findings.filter(({ outcome }) => outcome === 'inconclusive').length,
      seconds: Math.max(0, (Date.now() - Date.parse(current.openedAt)) / 1000),
    });
  return answerOf(await cases.verdicts(written), current.vendor);
}

/** Names of the packs under which this version of the bundle is to be decided; none where it has been. */
function undecided(
  current: CaseItem,
  procedures: readonly ProcedureItem[],
  bundle: number,
  { manifest }: Identity,
): string[] {
  if (current.packs.length === 0) return packsFor(manifest).names;
  const waits = ({ state: { stage, bundles } }: ProcedureItem) => UNCHECKED.has(stage) && bundles.at(-1)?.n === bundle;
  return procedures.filter(waits).map(({ pack }) => pack);
}

async function decideUnder(
  name: string,
  submission: Identity & Pick<DecidedPack, 'signature'>,
  request: Decide,
  procedure: ProcedureItem | null,
): Promise<DecidedPack> {
  const judged = request.judged.find(({ pack }) => pack === name);
  const failure = request.failure ?? (judged === undefined ? UNJUDGED : judged.failure);
  const joint = await readReport(request, 'joint', name);
  const checked = await Promise.all(
    (judged?.agencies ?? []).map(async ({ agency, failed }) => ({
      agency,
      report: failed ? null : await readReport(request, agency, name),
    })),
  );
  const reports = [joint, ...checked.map(({ report }) => report)].filter((report) => report !== null);
  const failed = checked.filter(({ report }) => report === null).map(({ agency }) => agency);
  const pack = packNamed(name);
  const { verdict, findings } = decide(pack, submission, reports, failed, failure);
  await store.put(evidenceKeys.findings(request, name), findings, encryptionFor(env.VENDOR_KEYS, request.key));
  if (failed.length > 0) logger.warn('checks without a report', { pack: name, failed });
  const before = await findingsBefore(request, name, procedure);
  const track = trackFor(pack, submission, findings);
  const publication = submission.manifest?.publication ?? UNPUBLISHED;
  const { signature } = submission;
  const by = { definition: request.definition, code };
  return { name, verdict, findings, reports, track, signature, before, publication, by };
}

const UNJUDGED = { state: 'Judge under each standard', error: 'NothingHandedOn' };

/** The track of a submission; the last, which asks for most, where none can be told. */
function trackFor(pack: Pack, { manifest }: Identity, findings: readonly Finding[]): string {
  const track = manifest === null ? null : trackOf(pack, manifest, findings);
  return track?.id ?? pack.procedure.tracks.at(-1)?.id ?? '';
}

/**
 * The findings on which agencies have determined so far: those on the version before that was not rejected. All of them count as
 * changed where those cannot be read.
 */
async function findingsBefore(
  { caseId, bundle }: ReviewRef,
  pack: string,
  procedure: ProcedureItem | null,
): Promise<Finding[] | null> {
  const before = procedure?.state.bundles.findLast(({ n, rejected }) => n < bundle && !rejected);
  if (before === undefined) return null;
  return (await store.find(evidenceKeys.findings({ caseId, bundle: before.n }, pack), z.array(Finding))) ?? [];
}

/** A report that cannot be read is a broken check, not a broken case. */
async function readReport(review: ReviewRef, agency: string, pack: string): Promise<CheckReport | null> {
  try {
    return await store.find(evidenceKeys.report(review, agency, pack), CheckReport);
  } catch (error) {
    logger.error('report unreadable', { agency, pack, error: error instanceof Error ? error : String(error) });
    return null;
  }
}
