import * as z from 'zod';
import { Reason } from '#core/adjudication/case/parts.ts';
import { openInput } from '../bundle/open-input.ts';
import { type ActOptions, act } from '../case/act.ts';
import { actionCommand, gather } from '../case/action-command.ts';
import { shortId } from '../case/case-ref.ts';
import { confirm } from '../case/confirm.ts';
import { deskOf } from '../case/desk.ts';
import type { CommandBuilder } from '../command.ts';
import type { Context } from '../context.ts';
import { dataFile } from '../io/data-file.ts';
import { printJson } from '../output/outputs.ts';
import { sameConnection } from '../render/command-place.ts';
import { count } from '../render/text.ts';
import { amendCase, noteOf } from '../review/amend-case.ts';
import { UsageError } from '../usage-error.ts';

interface RespondOptions extends ActOptions {
  answer?: string[];
  answers?: string;
  document?: string[];
  bundle?: string;
  note?: string;
}

/** A list of answers, or one with documents. */
const AnswersFile = z.union([
  z.array(Reason).min(1),
  z.strictObject({ answers: z.array(Reason).min(1), documents: z.array(z.string()).default([]) }),
]);

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description:
      'Answers the request of the agencies, once for all its questions, by texts or by a new version of the bundle. The clock of the ' +
      'agencies goes on with it.',
    examples: [
      'countersign respond case-0a1b2c3d --answer "The classifier of 2 May" --answer "See Appendix C of the model card"',
      'countersign respond case-0a1b2c3d --answers answers.yaml',
      'countersign respond case-0a1b2c3d --bundle release-2.1.zip --note "Range rerun with the release classifier"',
    ],
  })
    .option('--answer <text>', 'an answer, in the order of the questions; repeatable', gather)
    .option('--answers <file>', 'YAML or JSON: a list of answers, or "answers" and "documents"')
    .option(
      '--document <name>',
      'a document of the bundle, or its digest, that an answer refers to; repeatable',
      gather,
    )
    .option('--bundle <path>', 'answer by a new version of the bundle, a zip or a folder; with --note')
    .option('--note <text>', 'what is other in the new version')
    .action(async (id: string, options: RespondOptions) => {
      const { bundle, answer, answers: file } = options;
      if (bundle !== undefined) {
        if (answer !== undefined || file !== undefined)
          throw new UsageError('A request is answered once: by texts or by a bundle.', {
            expected: '--answer or --answers, or --bundle with --note',
            cure: 'Say in --note what the answers are.',
          });
        await respondByBundle(id, bundle, noteOf(options), options, context);
        return;
      }
      const filed = file === undefined ? [] : await dataFile(file, AnswersFile, context);
      const listed = Array.isArray(filed) ? { answers: filed, documents: [] } : filed;
      const answers = [...listed.answers, ...(answer ?? [])];
      const documents = [...listed.documents, ...(options.document ?? [])];
      if (answers.length === 0)
        throw new UsageError('There is no answer.', {
          expected: '--answer or --answers, or --bundle with --note',
          cure: `"countersign status ${id}" shows the questions.`,
        });
      await act(id, options, context, 'answer', ({ questions }) => ({
        do: { type: 'answer', answers, documents },
        says: `You answer the ${count(questions.length, 'question')} of the agencies, once and for all, with ${count(answers.length, 'text')}${documents.length > 0 ? ` and ${count(documents.length, 'document')}` : ''}.`,
      }));
    });

async function respondByBundle(
  id: string,
  path: string,
  note: string,
  options: RespondOptions,
  context: Context,
): Promise<void> {
  const desk = await deskOf(id, options, context);
  await using bundle = await openInput(path, context.cwd);
  await confirm(`You answer with a new version of the bundle, ${bundle.name}: ${note}`, options, context);
  const { caseId, sha256, resumed } = await amendCase(desk, context, bundle, note);
  if (options.json) printJson(context, 'submit', { case: caseId, bytes: bundle.bytes, sha256, resumed, amends: true });
  else
    context.stdout.write(
      `The new version is on its way; its checks begin now. Follow them: countersign status ${shortId(caseId)} --follow${sameConnection(options)}\n`,
    );
}
