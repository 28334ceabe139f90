import { canonicalJson } from '#core/attestation/canonical-json.ts';
import { type Expected, undated, violations } from '../invariants.ts';
import type { Upload, World } from '../world.ts';
import type { Report } from './report.ts';

/** Hours after which every retry has been made, every sweep has run and every execution has ended. */
const REST = 4;

/**
 * Follows uploads to their end: lets all come to rest, looks whether anything is wrong that no alarm tells of, lets the operator do what the
 * runbook says, and looks again, when nothing may be left without a verdict.
 * @param calm ends the faults
 */
export async function follow(
  world: World,
  uploads: readonly Upload[],
  expected: Expected,
  calm: () => void | Promise<void>,
): Promise<Pick<Report, 'same' | 'others' | 'alarmed' | 'violations'>> {
  await world.pass(REST);
  await calm();
  const before = await violations(world, uploads, expected);
  const waiting = await undecided(world, uploads);
  await world.cure();
  await world.pass(REST);
  const left = await undecided(world, uploads);
  const after = await violations(world, uploads, expected);
  const { same, others } = await compared(world, expected, uploads);
  return {
    same,
    others,
    alarmed: waiting.length,
    violations: [...new Set([...before, ...after, ...left.map((caseId) => `${caseId} has no verdict after the cure`)])],
  };
}

async function undecided(world: World, uploads: readonly Upload[]): Promise<string[]> {
  const cases = await world.cases();
  return uploads.flatMap(({ caseId }) => ((cases.get(caseId)?.item.outcome ?? null) === null ? [caseId] : []));
}

async function compared(world: World, expected: Expected, uploads: readonly Upload[]) {
  const cases = await world.cases();
  let [same, others] = [0, 0];
  for (const { caseId, bundle } of uploads)
    for (const { verdict } of cases.get(caseId)?.verdicts ?? []) {
      const fine = expected.get(bundle)?.some((one) => canonicalJson(undated(one)) === canonicalJson(undated(verdict)));
      if (fine === true) same += 1;
      else others += 1;
    }
  return { same, others };
}
