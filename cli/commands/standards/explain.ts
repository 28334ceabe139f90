import { CaseFindings, CaseView } from '#core/api/wire.ts';
import { explain } from '#core/policy/explain/explain.ts';
import type { Finding } from '#core/policy/finding.ts';
import { JOINT, type Pack, packRef } from '#core/policy/pack.ts';
import { screen } from '#core/policy/screen.ts';
import { isCaseRef } from '../../case/case-ref.ts';
import { deskOf } from '../../case/desk.ts';
import { newCommand } from '../../command.ts';
import { CommandError } from '../../command-error.ts';
import type { ConnectionOptions } from '../../config/connection.ts';
import { withConnection } from '../../config/options.ts';
import type { Context } from '../../context.ts';
import { printJson } from '../../output/outputs.ts';
import { rulesOf, type StandardExplanation } from '../../output/standards-explain.ts';
import { renderExplanation } from '../../render/explanation.ts';
import { namedCriterion, namedPack } from '../../standards/find-pack.ts';
import { packNames } from '../../standards/load-packs.ts';
import { readSubmission } from '../../standards/read-submission.ts';
import { soughtPack } from '../../standards/sought-pack.ts';
import { UsageError } from '../../usage-error.ts';

interface ExplainOptions extends ConnectionOptions {
  standard?: string;
  json?: true;
}

export const explainCommand = (context: Context) =>
  withConnection(
    newCommand('explain', context, [
      'countersign standards explain examples/frontier-unsafe NSA-07',
      'countersign standards explain release-2.0.zip VAL-05 --json',
      'countersign standards explain case-0a1b2c... ONC-09',
    ]),
  )
    .description(
      'Explains how one criterion came out: the rule, the thresholds, the evidence that was put in, what each part of the rule\n' +
        'gave, and the bytes that it rests on. For a bundle all of it, worked out here; for a case what its findings hold.',
    )
    .argument('<case-or-bundle>', 'id of a case, or the beginning of it; or a bundle: a zip or a folder')
    .argument('<criterion>', 'id of a criterion')
    .option('--standard <name>', 'id/version; left out: the first that the bundle seeks or the case was decided under')
    .option('--json', 'print it as JSON (docs/schemas/standards-explain.json)')
    .action(async (subject: string, criterion: string, options: ExplainOptions) => {
      const explanation = isCaseRef(subject)
        ? await explainCase(subject, criterion, options, context)
        : await explainBundle(subject, criterion, options, context);
      if (options.json) printJson(context, 'standards-explain', explanation);
      else context.stdout.write(renderExplanation(explanation, context));
    });

async function explainBundle(
  path: string,
  id: string,
  options: ExplainOptions,
  context: Context,
): Promise<StandardExplanation> {
  const submission = await readSubmission(path, context.cwd);
  const { standard } = options;
  const pack = standard === undefined ? await soughtPack(submission.manifest) : await namedPack(standard);
  const criterion = namedCriterion(pack, id);
  const shared = { of: path, pack: packRef(pack), rules: rulesOf(criterion) };
  if (submission.manifest !== null) return { ...shared, ...explain(pack, submission, criterion.id) };
  const findings = screen(pack, submission).report.findings.filter((finding) => finding.criterion === criterion.id);
  if (findings.length === 0)
    throw new CommandError('Nothing was judged: the manifest of the bundle cannot be read.', {
      where: path,
      expected: 'a bundle whose manifest fits the schema',
      cure: `See what is wrong with it: countersign standards explain ${path} INT-01`,
    });
  return { ...shared, judged: criterion.agency === JOINT, findings, occasions: null };
}

async function explainCase(
  ref: string,
  id: string,
  options: ExplainOptions,
  context: Context,
): Promise<StandardExplanation> {
  const { client, caseId } = await deskOf(ref, options, context);
  const { verdict } = await client.get(`/cases/${caseId}`, CaseView);
  if (verdict === null)
    throw new CommandError('The case has no verdict yet, so there are no findings.', {
      where: caseId,
      cure: `Follow it with "countersign status ${caseId} --follow".`,
    });
  const standard = options.standard ?? `${verdict.pack.id}/${verdict.pack.version}`;
  const query = options.standard === undefined ? '' : `?${new URLSearchParams({ standard })}`;
  const all = (await client.get(`/cases/${caseId}/findings${query}`, CaseFindings)).findings;
  const findings = all.filter((finding) => finding.criterion === id.toUpperCase());
  const pack = (await packNames()).includes(standard) ? await namedPack(standard) : null;
  if (findings.length === 0) throw notThere(id, all, pack);
  const same = pack !== null && (options.standard !== undefined || pack.digest === verdict.pack.digest);
  const criterion = same ? pack.criteria.find((one) => one.id === id.toUpperCase()) : undefined;
  return {
    of: caseId,
    pack: same ? packRef(pack) : verdict.pack,
    judged: true,
    rules: criterion === undefined ? null : rulesOf(criterion),
    findings,
    occasions: null,
  };
}

function notThere(id: string, all: readonly Finding[], pack: Pack | null): Error {
  if (pack !== null) namedCriterion(pack, id);
  const known = [...new Set(all.map(({ criterion }) => criterion))];
  return new UsageError('The case has no finding on this criterion.', {
    where: id,
    expected: `one of ${known.join(', ')}`,
    cure: 'A case that is returned has findings of the screening only.',
  });
}
