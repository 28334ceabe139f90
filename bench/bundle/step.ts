import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFile } from '../../cli/io/file-access.ts';
import { loadPack } from '../../cli/standards/load-packs.ts';
import { BundleIndex } from '../../core/bundle/bundle-index.ts';
import { openBundle } from '../../core/bundle/open-bundle.ts';
import { bundleSource } from '../../core/evidence/bundle-source.ts';
import { Evidence } from '../../core/evidence/evidence.ts';
import { readSource } from '../../core/evidence/read-source.ts';
import { ScoreKeeper } from '../../core/evidence/sample-scores.ts';
import { judgeUnder } from '../../core/review.ts';
import { spoolToFile } from '../../functions/shared/spool.ts';
import { processThreads } from '../../threads/process-threads.ts';
import { peakMegabytes } from '../peak-memory.ts';

/**
 * One step of a review, in a process of its own: `open` writes the index of the bundle, `read` the evidence of one log after
 * another, as a function does that stays warm, and `judge` screens, checks for every agency and decides with the evidence of all.
 * Prints the seconds and the memory that it took, as JSON.
 */
const [step = '', folder = '', policy = '', standard = ''] = process.argv.slice(2);
const indexFile = join(folder, 'index.json');
const evidenceFile = (id: string) => join(folder, `${id}.evidence.json`);
const parsed = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const steps: Record<string, () => Promise<number>> = {
  async open() {
    await using bundle = await openFile(join(folder, 'bundle.zip'));
    const index = await openBundle(bundle, { spool: spoolToFile });
    writeFileSync(indexFile, JSON.stringify(index));
    return index.manifest?.evaluations.length ?? 0;
  },
  async read() {
    const index = BundleIndex.parse(parsed(indexFile));
    await using bundle = await openFile(join(folder, 'bundle.zip'));
    let samples = 0;
    for (const { id, path } of index.manifest?.evaluations ?? []) {
      const source = bundleSource(bundle, index, path, { spool: spoolToFile });
      if (source === null) throw new Error(`${path} is not in the bundle`);
      const keeper = new ScoreKeeper();
      const evidence = await readSource(source, {
        spool: spoolToFile,
        threads: processThreads,
        keepScores: keeper.keep,
      });
      writeFileSync(evidenceFile(id), JSON.stringify(evidence));
      writeFileSync(join(folder, `${id}.scores.json`), JSON.stringify(keeper.table(evidence)));
      samples += evidence.samples;
    }
    return samples;
  },
  async judge() {
    const { manifest, digest, problems, signature } = BundleIndex.parse(parsed(indexFile));
    const evaluations = (manifest?.evaluations ?? []).map((declared) => ({
      declared,
      evidence: Evidence.parse(parsed(evidenceFile(declared.id))),
    }));
    const pack = await loadPack(standard, policy);
    return judgeUnder(pack, { manifest, digest, problems, signature, evaluations }).findings.length;
  },
};

const run = steps[step];
if (run === undefined) throw new Error(`there is no step "${step}"; there are ${Object.keys(steps).join(', ')}`);
const started = performance.now();
const made = await run();
const seconds = (performance.now() - started) / 1000;
process.stdout.write(JSON.stringify({ made, seconds, megabytes: peakMegabytes() }));
