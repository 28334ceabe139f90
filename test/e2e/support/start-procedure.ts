import { join } from 'node:path';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { presentAssembly } from './countersign.ts';
import { FEDERAL, procedureOn, referredZip } from './referred-case.ts';

/** A running Countersign, what people do in it, and a bundle that is referred to them. */
export interface RunningProcedure {
  readonly runtime: Runtime;
  readonly procedure: ReturnType<typeof procedureOn>;
  readonly zip: Uint8Array;
}

/** Where the state stands in a folder, as the command line looks for it. */
export const STATE = '.countersign';

/** Starts the present Countersign on a folder of its own. */
export async function startProcedure(folder: string): Promise<RunningProcedure> {
  const assembly = await presentAssembly();
  const runtime = await startRuntime({ assembly, state: join(folder, STATE), retryDelays: [50, 50] });
  return { runtime, procedure: procedureOn(runtime.profile), zip: await referredZip(folder, FEDERAL) };
}
