import { CaseComparison, VersionDifferences } from '#core/api/versions-wire.ts';
import { deskOf } from '../case/desk.ts';
import { type CommandBuilder, newCommand } from '../command.ts';
import type { ConnectionOptions } from '../config/connection.ts';
import { withConnection } from '../config/options.ts';
import { printJson } from '../output/outputs.ts';
import { renderComparison, renderDifferences } from '../render/differences.ts';
import { UsageError } from '../usage-error.ts';

interface ChangesOptions extends ConnectionOptions {
  standard?: string;
  from?: string;
  to?: string;
  runs?: true;
  evaluation?: string;
  json?: true;
}

export const build: CommandBuilder = (name, context) =>
  withConnection(
    newCommand(name, context, [
      'countersign changes case-0a1b2c...',
      'countersign changes case-0a1b2c... --from 1 --to 3 --standard eu-gpai/2026.1',
      'countersign changes case-0a1b2c... --runs',
      'countersign changes case-0a1b2c... --runs --evaluation cybench --json',
    ]),
  )
    .description(
      'Shows what is other in a version of the bundle than in the one before: files, figures, findings, verdict. With --runs\n' +
        'it compares runs sample by sample: with the runs of reference models, and with themselves in the version before.',
    )
    .argument('<case>', 'id of a case, or the beginning of it as tables show it')
    .option('--standard <name>', 'id/version; left out: the first that the case is judged under')
    .option('--from <n>', 'an earlier version of the bundle; left out: the one before')
    .option('--to <n>', 'a later version; left out: the last')
    .option('--runs', 'compare runs, in place of versions')
    .option('--evaluation <id>', 'with --runs: of one evaluation alone')
    .option('--json', 'print it as JSON (docs/schemas/changes.json; with --runs docs/schemas/comparison.json)')
    .action(async (id: string, { standard, from, to, runs, evaluation, json, ...options }: ChangesOptions) => {
      if (evaluation !== undefined && !runs)
        throw new UsageError('One evaluation is asked for, but no runs.', { cure: 'Add --runs.' });
      const { client, caseId } = await deskOf(id, options, context);
      const at = `/cases/${caseId}`;
      if (runs) {
        const compared = await client.get(`${at}/comparison${query({ standard, evaluation })}`, CaseComparison);
        if (json) printJson(context, 'comparison', compared);
        else context.stdout.write(renderComparison(compared, context));
      } else {
        const differences = await client.get(`${at}/differences${query({ standard, from, to })}`, VersionDifferences);
        if (json) printJson(context, 'changes', differences);
        else context.stdout.write(renderDifferences(differences, context));
      }
    });

function query(parts: Record<string, string | undefined>): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(parts)) if (value !== undefined) given.set(key, value);
  return given.size === 0 ? '' : `?${given}`;
}
