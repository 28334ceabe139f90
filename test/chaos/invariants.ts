import { CLEARING } from '#core/adjudication/case/state.ts';
import type { Verdict } from '#core/adjudication/verdict.ts';
import { canonicalJson } from '#core/attestation/canonical-json.ts';
import { verifyChain } from '#core/attestation/event-chain.ts';
import { executionName } from '#functions/shared/execution-name.ts';
import { type CaseRecord, FAILED, type Upload, type World } from './world.ts';

/** By name of the bundle: the verdicts that it gets where nothing fails. */
export type Expected = ReadonlyMap<string, readonly Verdict[]>;

/** What has to hold after any faults. Each text says what does not; none is how it should be. */
export async function violations(world: World, uploads: readonly Upload[], expected: Expected): Promise<string[]> {
  const cases = await world.cases();
  const found: string[] = [];
  for (const upload of uploads) {
    const opened = [...cases.values()].filter(
      ({ item }) => item.key === upload.key && item.versionId === upload.versionId,
    );
    const [record] = opened;
    if (opened.length > 1) found.push(`${upload.key} has ${opened.length} cases`);
    if (record !== undefined)
      found.push(...faultsOf(record, expected.get(upload.bundle) ?? []).map((fault) => `${upload.bundle}: ${fault}`));
    if ((record === undefined || record.item.outcome === null) && !(await isKnown(world, upload, record)))
      found.push(`${upload.bundle}: ${upload.caseId} has no ${record ? 'verdict' : 'case'}, and no alarm rings`);
  }
  const known = new Set(uploads.map(({ caseId }) => caseId));
  for (const caseId of cases.keys()) if (!known.has(caseId)) found.push(`${caseId} is of no upload`);
  return found;
}

function faultsOf({ item, verdicts, events }: CaseRecord, expected: readonly Verdict[]): string[] {
  const found = verifyChain(events).map(({ seq, fault }) => `the chain does not hold at event ${seq}: ${fault}`);
  const last = events.at(-1);
  if (last?.hash !== item.lastHash || last.seq !== item.lastSeq) found.push('the summary has another last event');
  // Under each standard the case has an event of that name of its own.
  const opened = events.filter(({ type, data }) => type === 'opened' && data.standard === undefined);
  if (opened.length !== 1) found.push(`it was opened ${opened.length} times`);
  for (const pack of item.packs) {
    const numbers = verdicts.filter(({ verdict }) => `${verdict.pack.id}/${verdict.pack.version}` === pack);
    // The first is that of the checks, the second that of the people to whom it was referred.
    const most = numbers.some(({ verdict }) => verdict.outcome === 'referred') ? 2 : 1;
    if (numbers.length > most) found.push(`${numbers.length} verdicts under ${pack}`);
  }
  const fine = new Set(expected.map((verdict) => canonicalJson(undated(verdict))));
  for (const { verdict } of verdicts) {
    if (fine.has(canonicalJson(undated(verdict)))) continue;
    if (CLEARING.has(verdict.outcome)) found.push(`${verdict.outcome}, by a fault: ${verdict.summary}`);
    if (verdict.outcome !== 'referred')
      for (const { criterion, text } of blamed([verdict]))
        if (!blamed(expected).some((one) => one.criterion === criterion))
          found.push(`${verdict.outcome}: a fault is held against the vendor as ${criterion}: ${text}`);
  }
  return found;
}

/** What is held against the vendor by findings, in verdicts. */
const blamed = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap(({ reasons }) => reasons.filter(({ outcome }) => outcome === 'not_met'));

/** People decide on a day, which differs from run to run. */
export const undated = ({ decision, ...verdict }: Verdict) => ({
  ...verdict,
  ...(decision && { decision: { ...decision, on: null } }),
});

/** Whether an alarm of the template tells of an upload that has no verdict. */
async function isKnown(world: World, upload: Upload, record: CaseRecord | undefined): Promise<boolean> {
  if ((await world.unopened()).some((event) => event.includes(upload.versionId))) return true;
  if (record === undefined) return false;
  const review = (await world.executions('review')).get(executionName({ caseId: upload.caseId, bundle: 1 }));
  return review !== undefined && FAILED.has(review.status);
}
