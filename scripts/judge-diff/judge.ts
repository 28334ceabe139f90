import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { formatDifferences, fullDiff } from '@aws-cdk/cloudformation-diff';
import { destroyed } from './destroyed.ts';
import type { Objection } from './objection.ts';
import type { Template } from './template.ts';
import { unguarded } from './unguarded.ts';
import { widened } from './widened.ts';

/** What a change does to one stack. */
export interface Judged {
  readonly stack: string;
  readonly objections: readonly Objection[];
  /** As `cdk diff` prints it, without colours; empty where nothing changes. */
  readonly text: string;
}

const NOTHING: Template = { Resources: {} };

/** Judges the change from the templates of one assembly to those of another, stack by stack. */
export function judge(before: ReadonlyMap<string, Template>, after: ReadonlyMap<string, Template>): Judged[] {
  const stacks = [...new Set([...before.keys(), ...after.keys()])].sort();
  return stacks.map((stack) => {
    const [then, now] = [before.get(stack) ?? NOTHING, after.get(stack) ?? NOTHING];
    const diff = fullDiff(then, now);
    const objections = [...destroyed(stack, diff), ...unguarded(stack, then, now), ...widened(stack, then, now)];
    return { stack, objections, text: diff.isEmpty ? '' : printed(diff) };
  });
}

function printed(diff: ReturnType<typeof fullDiff>): string {
  const stream = new PassThrough();
  formatDifferences(stream, diff);
  stream.end();
  return stripVTControlCharacters(String(stream.read() ?? '')).trimEnd();
}
