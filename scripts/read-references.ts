import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReferences, ReferencesInvalid } from '#core/policy/references/parse-references.ts';
import type { PublishedFigures } from '#core/policy/references/published-figure.ts';

/**
 * Every version of the published figures beside the standards, newest first.
 * @throws ReferencesInvalid (from core) where one is not valid or has another's name, or there is none
 */
export async function readReferences(policyDirectory: string): Promise<PublishedFigures[]> {
  const folder = join(policyDirectory, 'references');
  const files = globSync('*.yaml', { cwd: folder });
  if (files.length === 0) throw new ReferencesInvalid(`no <version>.yaml under ${folder}`);
  const versions = await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      const figures = parseReferences(path, await readFile(path, 'utf8'));
      if (`${figures.id}.yaml` !== `references/${file}`)
        throw new ReferencesInvalid(`${path} says that it is ${figures.id}; its name says references/${file}`);
      return { figures, order: file.replace('.yaml', '').split('.').map(Number) };
    }),
  );
  return versions
    .toSorted(({ order: [a = 0, b = 0] }, { order: [c = 0, d = 0] }) => c - a || d - b)
    .map(({ figures }) => figures);
}
