import { join } from 'node:path';
import type { Verdict } from '#core/adjudication/verdict.ts';
import { startRuntime } from '../../../local/runtime.ts';
import type { Bundle } from '../bundles.ts';
import type { Expected } from '../invariants.ts';
import { determineAll } from '../people.ts';
import { World } from '../world.ts';

/** The verdicts of the bundles where nothing fails: what every run under faults is held against. */
export async function undisturbed(assembly: string, folder: string, bundles: readonly Bundle[]): Promise<Expected> {
  const runtime = await startRuntime({ assembly, state: join(folder, 'state'), retryDelays: [50, 50] });
  try {
    const world = new World(runtime.profile);
    const uploads = await Promise.all(bundles.map((bundle) => world.upload(bundle)));
    await world.pass(1);
    for (const { caseId } of uploads)
      if ((await world.cases()).get(caseId)?.item.outcome === 'referred') {
        const lost = await determineAll(runtime.profile, caseId);
        if (lost.length > 0) throw new Error(`without faults, ${lost.join('; ')}`);
      }
    const cases = await world.cases();
    return new Map(
      uploads.map(({ bundle, caseId }): [string, Verdict[]] => {
        const verdicts = (cases.get(caseId)?.verdicts ?? []).map(({ verdict }) => verdict);
        if (verdicts.length === 0) throw new Error(`${bundle} has no verdict, though nothing failed`);
        return [bundle, verdicts];
      }),
    );
  } finally {
    await runtime.stop();
  }
}
