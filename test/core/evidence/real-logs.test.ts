import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Evidence } from '#core/evidence/evidence.ts';
import { readLog } from '#core/evidence/read-log.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { REAL_LOGS } from '../../fixtures/real-logs.ts';
import { secondOpinion } from './independent.ts';

const root = REAL_LOGS ?? '';
const present = REAL_LOGS !== null;

const logs = globSync('inspect/{*.eval,json/*.json,eval-set/*.eval}', { cwd: root }).sort();
const bytesOf = (file: string) => readFileSync(join(root, file));
const read = (file: string) => readLog(fromBytes(bytesOf(file)), file);

/** Logs that were cut to a few samples for their repository, so that their claims and samples disagree. */
const CUT =
  /json\/(chembench|class-eval|data_cvebench|data_intercode|drop|gpqa-diamond|lab-bench-litqa|lab-bench-protocolqa)/;

describe.runIf(present)('real Inspect logs', () => {
  it.each(logs)('%s: figures agree with a second implementation, and with the header', async (file) => {
    const evidence = await read(file);
    expect(Evidence.parse(evidence)).toEqual(evidence);
    expect(evidence.format).toBe(file.endsWith('.eval') ? 'inspect-eval' : 'inspect-json');
    const { header, scores, rows, group } = secondOpinion(bytesOf(file));
    const claimed = (score: string) => header.results?.scores.find(({ name }: { name: string }) => name === score);
    expect(evidence).toMatchObject({
      status: header.status,
      model: header.eval.model,
      task: header.eval.task,
      samples: rows,
    });
    for (const figure of evidence.recomputed.filter(({ mean }) => mean !== null)) {
      const key = claimed(figure.score)?.metrics[figure.metric]?.params?.group_key;
      const other = key ? group(figure.score, key, figure.metric) : scores.get(figure.score);
      expect(figure.mean).toBeCloseTo(other?.mean ?? Number.NaN, 9);
      if (other?.stderr === null) expect(figure.stderr).toBeNull();
      else expect(figure.stderr).toBeCloseTo(other?.stderr ?? Number.NaN, 9);
      expect(figure.n).toBe(other?.n);
      if (!CUT.test(file)) expect(figure.difference ?? 0).toBeLessThan(1e-9);
    }
    for (const score of header.results?.scores ?? [])
      for (const metric of ['accuracy', 'mean'].filter((name) => name in score.metrics))
        expect(evidence.recomputed).toContainEqual(
          expect.objectContaining({ score: score.name, metric, claimed: score.metrics[metric].value }),
        );
    expect(evidence.flags.some(({ id }) => id === 'metric-differs')).toBe(CUT.test(file) && !file.includes('cvebench'));
  });

  it.each(logs)('%s: flags agree with a second implementation', async (file) => {
    const evidence = await read(file);
    const told = (id: string) =>
      evidence.flags.filter((flag) => flag.id === id).reduce((n, flag) => n + (flag.count ?? 1), 0);
    const { flags } = secondOpinion(bytesOf(file));
    expect(Object.fromEntries(Object.keys(flags).map((id) => [id, told(id)]))).toEqual(flags);
  });

  it.each(logs)('%s: every pointer leads back to its bytes', async (file) => {
    const evidence = await read(file);
    for (const { pointer } of [...evidence.claims, ...evidence.recomputed, ...evidence.flags]) {
      const [start, end] = pointer.bytes ?? expect.fail(`no byte range in ${JSON.stringify(pointer)}`);
      expect(start).toBeLessThan(end);
      expect(end).toBeLessThanOrEqual(evidence.bytes);
      expect(pointer.sha256).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
  });

  it('say the same as the table that was checked by hand', async () => {
    const lines = await Promise.all(logs.map(async (file) => row(file, await read(file))));
    const head = ['| log | status | samples | recomputed (claimed) | flags |', '| --- | --- | --- | --- | --- |'];
    await expect([...head, ...lines, ''].join('\n')).toMatchFileSnapshot('./real-logs.table.txt');
  });

  it.each([
    'cards/ask-red-hat.yaml',
    'cards/valid-attestation-1.6.json',
    'provenance/model-signing/v1.0.0-certificate/model.sig',
  ])('%s is no log of a known format, and the flag says what was looked for', async (file) => {
    expect(await read(file)).toMatchObject({
      format: 'unknown',
      status: 'unreadable',
      flags: [{ id: 'unknown-format' }],
    });
  });
});

function row(file: string, { status, samples, ids, recomputed, flags }: Evidence): string {
  const figure = (value: number | null) => (value === null ? '–' : Number(value.toFixed(4)).toString());
  const figures = recomputed.map(
    ({ score, metric, mean, stderr, claimed }) =>
      `${score} ${metric} ${figure(mean)} ± ${figure(stderr)} (${figure(claimed)})`,
  );
  const counts = [...Map.groupBy(flags, ({ id }) => id)].map(([id, all]) =>
    all.length === 1 ? id : `${id} ×${all.length}`,
  );
  const cells = [
    file,
    status,
    ids === samples ? samples : `${samples} of ${ids} ids`,
    figures.join('<br>'),
    counts.sort().join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}
