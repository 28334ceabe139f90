import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commentOn } from './judge-diff/comment.ts';
import { judge } from './judge-diff/judge.ts';
import { acceptanceOf } from './judge-diff/objection.ts';
import { readTemplates, TemplateUnreadable } from './judge-diff/template.ts';

/**
 * `npm run judge-diff -- --before FOLDER --after FOLDER [--comment FILE] [--accepted LABEL …]`: judges the change
 * between two cloud assemblies without an account. Ends with 1 where data may be lost, a guard is taken away or somebody may do more,
 * unless exactly that was accepted.
 */
const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    after: { type: 'string' },
    comment: { type: 'string' },
    accepted: { type: 'string', multiple: true, default: [] },
  },
});

function main(): number {
  const { before, after, comment, accepted } = values;
  if (before === undefined || after === undefined) {
    console.error('judge-diff: --before and --after name the folders of two cloud assemblies (cdk.out)');
    return 2;
  }
  const judged = judge(readTemplates(before), readTemplates(after));
  const objections = judged.flatMap((stack) => stack.objections);
  for (const { stack, text } of judged)
    console.log(`Stack ${stack}\n${text === '' ? 'There were no differences' : text}\n`);
  for (const { kind, stack, resource, what } of objections) console.log(`${kind}  ${stack}  ${resource}: ${what}`);
  if (comment !== undefined) writeFileSync(comment, commentOn(judged));
  if (objections.length === 0) return 0;
  const acceptance = acceptanceOf(objections);
  const isAccepted = accepted.includes(acceptance);
  console.log(
    `${objections.length} objections, ${isAccepted ? 'accepted by' : 'to be accepted by the label'} ${acceptance}`,
  );
  return isAccepted ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof TemplateUnreadable)) throw error;
  console.error(`judge-diff: ${error.message}`);
  process.exitCode = 2;
}
