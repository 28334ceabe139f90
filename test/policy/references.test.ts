import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePack } from '#core/policy/pack.ts';
import { parseReferences, ReferencesInvalid } from '#core/policy/references/parse-references.ts';
import { isAmong, taskName } from '#core/policy/task-name.ts';
import { ROOT } from '../../local/root.ts';
import { readPacks } from '../../scripts/read-packs.ts';
import { readReferences } from '../../scripts/read-references.ts';
import { temporaryFolder } from '../e2e/support/countersign.ts';

const folder = temporaryFolder();
afterAll(() => folder.discard());

const YAML = `
id: references/2026.1
figures:
  - benchmark: CTF
    tasks: [ctf]
    criteria: [{ pack: us-frontier/2026.1, criterion: NSA-01 }]
    model: null
    value: 0.5
    unit: fraction
    source: { text: A paper, url: https://example.org/paper }
    accessed: 2026-11-26
`;

describe('published figures', () => {
  it('stand beside criteria that there are and that read the benchmark, on the scale that they say, each with its source', async () => {
    const [newest] = await readReferences(join(ROOT, 'policy'));
    const packs = new Map(
      (await readPacks(join(ROOT, 'policy'))).map(({ name, json }) => [name, parsePack(JSON.parse(json))]),
    );
    expect(newest?.figures.length).toBeGreaterThan(0);
    for (const { benchmark, tasks, criteria, value, unit } of newest?.figures ?? []) {
      expect([benchmark, value >= 0 && value <= (unit === 'percent' ? 100 : 1)]).toEqual([benchmark, true]);
      for (const task of tasks) expect(taskName(task)).toBe(task);
      for (const { pack, criterion } of criteria) {
        const found = packs.get(pack)?.criteria.find(({ id }) => id === criterion);
        const read = found?.reads.figures.flatMap((one) => one.tasks) ?? [];
        const known = tasks.some((task) => read.includes(task) || isAmong(task, read));
        expect([criterion, known]).toEqual([criterion, true]);
      }
    }
  });

  it('are refused with the place of what is wrong', () => {
    expect(parseReferences('a.yaml', YAML).figures).toMatchObject([{ benchmark: 'CTF', value: 0.5 }]);
    for (const [before, after, message] of [
      ['https:', 'javascript:', /a\.yaml: figures\.0\.source\.url: /],
      ['unit: fraction', 'unit: share', /figures\.0\.unit: /],
      ['accessed: 2026-11-26', 'accessed: lately', /figures\.0\.accessed: /],
      ['references/2026.1', 'references', /id: Expected a name with a version/],
      ['figures:', 'figures: [', /a\.yaml is not YAML/],
    ] as const)
      expect(() => parseReferences('a.yaml', YAML.replace(before, after))).toThrow(message);
  });

  it('are read newest first, and not under the name of another version', async () => {
    const references = join(folder.path, 'references');
    await mkdir(references, { recursive: true });
    await expect(readReferences(folder.path)).rejects.toThrow(ReferencesInvalid);
    for (const version of ['2026.2', '2026.10', '2025.11'])
      await writeFile(join(references, `${version}.yaml`), YAML.replace('2026.1', version));
    expect((await readReferences(folder.path)).map(({ id }) => id)).toEqual(
      ['2026.10', '2026.2', '2025.11'].map((version) => `references/${version}`),
    );
    await writeFile(join(references, '2027.1.yaml'), YAML);
    await expect(readReferences(folder.path)).rejects.toThrow(/2027\.1\.yaml says that it is references\/2026\.1/);
  });
});
