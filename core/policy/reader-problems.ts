import { MANIFEST_PATH, type Manifest } from '../bundle/manifest.ts';
import type { Problem } from '../bundle/problem.ts';
import type { Pack } from './pack.ts';

/**
 * Agencies that the manifest names as readers of a file and that no standard of the submission has: nobody would read the file. Standards are
 * loaded only where the manifest names agencies.
 */
export async function readerProblems(
  manifest: Manifest | null,
  packs: readonly string[],
  load: (name: string) => Pick<Pack, 'agencies'> | Promise<Pick<Pack, 'agencies'>>,
): Promise<Problem[]> {
  const files = manifest?.files ?? [];
  if (files.every(({ agencies }) => agencies === undefined)) return [];
  const loaded = await Promise.all(packs.map(async (name) => load(name)));
  const known = new Set(loaded.flatMap((pack) => pack.agencies.map(({ id }) => id)));
  return files.flatMap(({ agencies = [] }, file) =>
    agencies.flatMap((agency, at): Problem[] =>
      known.has(agency)
        ? []
        : [
            {
              code: 'reader-unknown',
              criterion: 'INT-01',
              file: MANIFEST_PATH,
              pointer: `/files/${file}/agencies/${at}`,
              found: `the agency ${JSON.stringify(agency)}`,
              expected: `one of ${[...known].sort().join(', ')}, the agencies of ${packs.join(' and ')}`,
              cure: 'Name an agency of that list, or leave "agencies" out for every agency that needs the file.',
            },
          ],
    ),
  );
}
