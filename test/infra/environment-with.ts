import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from './synthesize.ts';

const CdkJson = z.object({ context: z.object({ environments: z.looseObject({ prod: z.looseObject({}) }) }) });

/** Context of `cdk.json` with other entries for production. */
export function productionWith(entries: Readonly<Record<string, unknown>>): { environments: Record<string, unknown> } {
  const { environments } = CdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'))).context;
  return { environments: { ...environments, prod: { ...environments.prod, ...entries } } };
}
