import { Option } from 'commander';
import { toEveryEvalEver } from '#core/evidence/every-eval-ever/write.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { processThreads } from '#threads/process-threads.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { openLog } from '../io/log-input.ts';
import { spoolToFile } from '../io/temporary.ts';
import { printJson } from '../output/outputs.ts';
import { renderEvidence } from '../render/evidence.ts';

const RELATIONSHIPS = ['first_party', 'third_party', 'collaborative', 'other'] as const;

interface ReadOptions {
  json?: true;
  everyEvalEver?: string;
  relationship: (typeof RELATIONSHIPS)[number];
}

/** Seconds since 1970; SOURCE_DATE_EPOCH fixes them, so that a record can be made again byte for byte. */
const recordedAt = ({ env }: Context) => {
  const fixed = Number(env.SOURCE_DATE_EPOCH || Number.NaN);
  return Number.isInteger(fixed) ? fixed : Math.trunc(Date.now() / 1000);
};

export const build: CommandBuilder = (name, context, done) =>
  newCommand(name, context, [
    'countersign read logs/2026-09-01T08-00-00+00-00_cybench.eval',
    'countersign read logs/run.json --json | jq .recomputed',
    'countersign read lm-eval/acme__aster-1/results_2026-09-01T08-00-00.json',
    'countersign read logs/run.eval --every-eval-ever "Acme Labs" > record.json',
    'countersign read helm/runs/v1/mmlu:subject=anatomy,model=acme_aster-1',
  ])
    .description(
      'Reads one evaluation log, a file or a folder, finds its format by content, and recomputes its headline figures from\n' +
        'the samples. Files that belong to a single one are read beside it (docs/evaluation-formats.md).\n' +
        'Exits 0 where the log could be read, whatever its flags, and 3 where it could not.',
    )
    .argument('<log>', 'an evaluation log (Inspect, lm-eval, HELM, garak, a table of scores): a file or a folder')
    .option('--json', 'print the evidence as JSON (docs/schemas/read.json)')
    .option(
      '--every-eval-ever <organization>',
      'print a record of Every Eval Ever 0.3.0, provided by this organization',
    )
    .addOption(
      new Option('--relationship <kind>', 'for that record: who ran the evaluation, to the maker of the model')
        .choices(RELATIONSHIPS)
        .default('first_party'),
    )
    .action(async (path: string, options: ReadOptions) => {
      const evidence = await readSource(await openLog(path, context.cwd), {
        spool: spoolToFile,
        threads: processThreads,
      });
      if (options.everyEvalEver !== undefined) {
        const { everyEvalEver: organization, relationship } = options;
        const record = toEveryEvalEver(evidence, { retrieved: recordedAt(context), organization, relationship });
        context.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
      } else if (options.json) printJson(context, 'read', evidence);
      else context.stdout.write(renderEvidence(evidence, context));
      done(evidence.status === 'unreadable' ? EXIT.returned : EXIT.ok);
    });
