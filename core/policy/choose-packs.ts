import { MANIFEST_PATH, type Manifest } from '../bundle/manifest.ts';
import type { Problem } from '../bundle/problem.ts';
import { DEFAULT_PACK } from './default-pack.ts';

/**
 * The packs that a bundle is judged under, by name (`id/version`), out of those there are: those that its manifest seeks, in its
 * order, each once. The first gives the outcome of the case. A name that is not among those there are is a problem of the
 * manifest, for which the bundle is returned under each.
 */
export function choosePacks(
  manifest: Manifest | null,
  available: readonly string[],
): { names: [string, ...string[]]; problems: Problem[] } {
  const sought = manifest?.packs ?? [];
  const problems = sought.flatMap((name, at): Problem[] =>
    available.includes(name)
      ? []
      : [
          {
            code: 'unknown-pack',
            criterion: 'INT-01',
            file: MANIFEST_PATH,
            pointer: `/packs/${at}`,
            found: `the pack "${name}"`,
            expected: `one of ${available.join(', ')}`,
            cure: 'Name a pack of that list; "countersign standards list" shows each.',
          },
        ],
  );
  const [first = DEFAULT_PACK, ...others] = new Set(sought.filter((name) => available.includes(name)));
  return { names: [first, ...others], problems };
}
