import * as z from 'zod';
import { DeterminationBody, type DeterminationKind } from '#core/adjudication/case/parts.ts';
import type { Context } from '../context.ts';
import { dataFile, fitting } from '../io/data-file.ts';
import { UsageError } from '../usage-error.ts';
import { conditionOf } from './condition-text.ts';

/** What the options of `determine` say. */
export interface DeterminationOptions {
  resolve?: string[];
  objection?: string[];
  evidence?: string[];
  reason?: string[];
  cure?: string[];
  condition?: string[];
  question?: string[];
  file?: string;
}

/** The same parts as a file has them; what stands in options is added. */
const DeterminationFile = z.strictObject({
  resolves: z.array(z.unknown()).optional(),
  conditions: z.array(z.unknown()).optional(),
  objections: z.array(z.unknown()).optional(),
  questions: z.array(z.unknown()).optional(),
  reason: z.string().optional(),
});
type Parts = z.infer<typeof DeterminationFile>;

/** Which parts each determination has; an option for another part is a mistake that must not be dropped unseen. */
const PARTS: Record<DeterminationKind, readonly (keyof Parts)[]> = {
  concur: ['resolves'],
  concur_with_conditions: ['conditions', 'resolves'],
  non_concur: ['objections'],
  request_information: ['questions'],
  not_in_remit: ['reason'],
};

/** A determination out of options and a file. @throws UsageError */
export async function determinationOf(
  kind: DeterminationKind,
  options: DeterminationOptions,
  context: Context,
): Promise<DeterminationBody> {
  const { file } = options;
  const given = file === undefined ? {} : await dataFile(file, DeterminationFile, context);
  const parts = merge(given, partsOf(kind, options));
  for (const name of Object.keys(parts))
    if (!PARTS[kind].some((part) => part === name))
      throw new UsageError(`"${kind}" has no ${name}.`, {
        expected: `${PARTS[kind].join(', ')}`,
        cure: 'Leave it out, or determine something else.',
      });
  return fitting(DeterminationBody, { kind, ...parts }, `The determination "${kind}"`);
}

function merge(a: Parts, b: Parts): Parts {
  const both = (x: unknown[] | undefined, y: unknown[] | undefined) => (x && y ? [...x, ...y] : (x ?? y));
  const all = {
    resolves: both(a.resolves, b.resolves),
    conditions: both(a.conditions, b.conditions),
    objections: both(a.objections, b.objections),
    questions: both(a.questions, b.questions),
    reason: b.reason ?? a.reason,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function partsOf(kind: DeterminationKind, options: DeterminationOptions): Parts {
  const { resolve, objection, evidence = [], reason = [], cure = [], condition, question } = options;
  const [only] = reason;
  return {
    ...(resolve !== undefined && {
      resolves: resolve.map((named, at) => ({
        ...pointNamed(named),
        evidence: nth(evidence, at, resolve, '--evidence', '--resolve'),
        reason: nth(reason, at, resolve, '--reason', '--resolve'),
      })),
    }),
    ...(objection !== undefined && {
      objections: objection.map((criterion, at) => ({
        criterion: criterion.toUpperCase(),
        evidence: nth(evidence, at, objection, '--evidence', '--objection'),
        cure: nth(cure, at, objection, '--cure', '--objection'),
      })),
    }),
    ...(condition !== undefined && { conditions: condition.map(conditionOf) }),
    ...(question !== undefined && { questions: question.map(questionOf) }),
    ...(kind === 'not_in_remit' && only !== undefined && { reason: only }),
  };
}

/** `NSA-07` or `NSA-07@evaluation`. */
export function pointNamed(named: string): { criterion: string; evaluation: string | null } {
  const at = named.indexOf('@');
  if (at < 0) return { criterion: named.toUpperCase(), evaluation: null };
  return { criterion: named.slice(0, at).toUpperCase(), evaluation: named.slice(at + 1) };
}

/** `NSA-07: text` is a question on a criterion; any other text is one as such. */
function questionOf(text: string): { criterion: string | null; text: string } {
  const [, criterion = null, rest = text] = /^([A-Z]+-\d+):\s*(.+)$/s.exec(text) ?? [];
  return { criterion, text: rest };
}

/** The text that belongs to the nth of several: one for each in their order, or one for all. @throws UsageError */
function nth(texts: readonly string[], at: number, of: readonly string[], option: string, to: string): string {
  const [first] = texts;
  const found = texts.length === 1 ? first : texts[at];
  if (found !== undefined && (texts.length === 1 || texts.length === of.length)) return found;
  throw new UsageError(`There are ${of.length} ${to} and ${texts.length} ${option}.`, {
    expected: `one ${option} for each ${to}, in their order, or one for all`,
    cure: `Give ${option} to each ${to}.`,
  });
}
