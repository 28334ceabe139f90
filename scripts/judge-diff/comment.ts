import type { Judged } from './judge.ts';
import { acceptanceOf, type Objection } from './objection.ts';

/** A comment of GitHub has 65,536 characters; the differences get what the rest leaves. */
const ROOM = 50_000;

const KINDS: readonly [Objection['kind'], string][] = [
  ['destroys', 'Data or keys may be lost'],
  ['unguards', 'A guard is taken away, or an address is open to everybody'],
  ['widens', 'Somebody may do more than before'],
];

/** The comment on a pull request: objections first, then what `cdk diff` says of each stack. */
export function commentOn(judged: readonly Judged[]): string {
  const objections = judged.flatMap((stack) => stack.objections);
  const changed = judged.filter(({ text }) => text !== '');
  const share = Math.floor(ROOM / Math.max(1, changed.length));
  const lines = [
    '### What this does to the stacks',
    '',
    changed.length === 0 ? 'No template changes.' : `${changed.length} of ${judged.length} stacks change.`,
    ...KINDS.flatMap(([kind, heading]) => {
      const own = objections.filter((objection) => objection.kind === kind);
      return own.length === 0 ? [] : ['', `**${heading}**`, '', ...own.map(lineOf)];
    }),
    ...(objections.length === 0
      ? []
      : [
          '',
          `Who has read and wants exactly this sets the label \`${acceptanceOf(objections)}\`; any other change needs another one.`,
        ]),
    ...changed.flatMap(({ stack, text }) => [
      '',
      `<details><summary>${stack}</summary>`,
      '',
      '```',
      cut(text.replaceAll('```', "'''"), share),
      '```',
      '</details>',
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function lineOf({ stack, resource, what }: Objection): string {
  return `- ${stack}: \`${resource.replaceAll('`', "'")}\` ${what.replaceAll(/([*_<>|])/g, '\\$1')}`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}\n… (the log of the check has all of it)`;
}
