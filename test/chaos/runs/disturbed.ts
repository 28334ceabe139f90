import { join } from 'node:path';
import { canonicalJson } from '#core/attestation/canonical-json.ts';
import { startRuntime } from '../../../local/runtime.ts';
import { faultsOf } from '../faults/between.ts';
import { type Expected, undated } from '../invariants.ts';
import { determineAll } from '../people.ts';
import { FaultPlan } from '../plan.ts';
import { World } from '../world.ts';
import { follow } from './follow.ts';
import { given, type Run } from './run.ts';

/** The bundles reviewed, and those that are referred decided by people, while functions, services, events and clocks fail. */
export const disturbed: Run = async (options) => {
  const { assembly, folder, expected, seed, rate } = options;
  const plan = new FaultPlan(seed, rate);
  const { stop, ...between } = await faultsOf(plan);
  const runtime = await startRuntime({ assembly, state: join(folder, 'state'), retryDelays: [50, 50], between });
  try {
    const world = new World(runtime.profile);
    const uploads = await Promise.all(given(options).map((bundle) => world.upload(bundle)));
    await world.pass(2);
    const lost: string[] = [];
    for (const { caseId, bundle } of uploads) {
      const record = (await world.cases()).get(caseId);
      // Where a check failed, people would have it run again first.
      const verdict = record?.item.outcome === 'referred' ? record.verdicts.at(-1)?.verdict : undefined;
      if (verdict !== undefined && isExpected(expected, bundle, verdict))
        lost.push(...(await determineAll(runtime.profile, caseId)));
    }
    const followed = await follow(world, uploads, expected, () => plan.calm());
    return {
      run: 'disturbed',
      seed,
      uploads: uploads.length,
      injected: plan.injected,
      ...followed,
      violations: [...followed.violations, ...lost],
    };
  } finally {
    await runtime.stop();
    await stop();
  }
};

const isExpected = (expected: Expected, bundle: string, verdict: Parameters<typeof undated>[0]) =>
  expected.get(bundle)?.some((one) => canonicalJson(undated(one)) === canonicalJson(undated(verdict))) ?? false;
