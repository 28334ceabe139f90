import * as z from 'zod';
import { canonicalJson } from '../../attestation/canonical-json.ts';
import { PackRef } from '../check-report.ts';

/** What a change touches: `rule`, `threshold`, `severity` and `missing` can change outcomes; the rest informs. */
export const ChangeAspect = z.enum([
  'added',
  'removed',
  'threshold',
  'rule',
  'severity',
  'missing',
  'reads',
  'text',
  'source',
  'examples',
  'agency',
  'decision',
  'tier',
  'procedure',
  'other',
]);
export type ChangeAspect = z.infer<typeof ChangeAspect>;

/** One difference between two standards. */
export const PackChange = z.object({
  criterion: z.string().nullable().describe('null: the standard as a whole'),
  aspect: ChangeAspect,
  field: z
    .string()
    .describe('As in the file: "texts.found"; empty where the criterion as a whole was added or removed'),
  before: z.json().optional(),
  after: z.json().optional(),
  decides: z.boolean().describe('The change can make an outcome or a verdict another'),
});
export type PackChange = z.infer<typeof PackChange>;

export const PackDiff = z.object({
  before: PackRef.nullable(),
  after: PackRef.nullable(),
  changes: z.array(PackChange),
});
export type PackDiff = z.infer<typeof PackDiff>;

const OF_CRITERION: Readonly<Record<string, ChangeAspect>> = {
  thresholds: 'threshold',
  rule: 'rule',
  appliesWhen: 'rule',
  present: 'rule',
  milder: 'rule',
  tier: 'rule',
  severity: 'severity',
  missing: 'missing',
  reads: 'reads',
  scope: 'rule',
  kind: 'rule',
  agency: 'agency',
  source: 'source',
  examples: 'examples',
};
const OF_PACK: Readonly<Record<string, ChangeAspect>> = {
  agencies: 'agency',
  decision: 'decision',
  tier: 'tier',
  tiers: 'text',
  procedure: 'procedure',
  bundleSignature: 'rule',
};
const DECIDING: readonly ChangeAspect[] = [
  ...(['added', 'removed', 'threshold', 'rule', 'severity', 'missing', 'reads', 'agency', 'decision', 'tier'] as const),
];

/** As much of a standard as a comparison needs to know; all else is compared as it comes. */
export const ComparablePack = z.looseObject({
  ...PackRef.shape,
  criteria: z.array(z.looseObject({ id: z.string() })),
});
export type ComparablePack = Readonly<z.infer<typeof PackRef>> & {
  readonly criteria: readonly { readonly id: string }[];
};

/** What changed from one standard to another, in the order of the criteria, the standard as a whole first. */
export function diffPacks(before: ComparablePack, after: ComparablePack): PackDiff {
  const { criteria: old, digest: _, ...oldHead } = before;
  const { criteria: now, digest: __, ...nowHead } = after;
  const ids = [...new Set([...old, ...now].map(({ id }) => id))].sort();
  return {
    before: { id: before.id, version: before.version, digest: before.digest },
    after: { id: after.id, version: after.version, digest: after.digest },
    changes: [
      ...changesIn(null, oldHead, nowHead, OF_PACK),
      ...ids.flatMap((id) => {
        const [was, is] = [old.find((one) => one.id === id), now.find((one) => one.id === id)];
        if (was === undefined) return [whole(id, 'added')];
        return is === undefined ? [whole(id, 'removed')] : changesIn(id, was, is, OF_CRITERION);
      }),
    ],
  };
}

const whole = (criterion: string, aspect: 'added' | 'removed'): PackChange => ({
  criterion,
  aspect,
  field: '',
  decides: true,
});

function changesIn(
  criterion: string | null,
  before: object,
  after: object,
  aspects: Readonly<Record<string, ChangeAspect>>,
): PackChange[] {
  return [...differences(before, after, '')].map(({ field, ...values }) => {
    const top = /^[A-Za-z]+/.exec(field)?.[0] ?? '';
    const aspect = aspects[top] ?? (top === 'id' || top === 'version' ? 'other' : 'text');
    return { criterion, aspect, field, ...values, decides: DECIDING.includes(aspect) };
  });
}

type Json = z.core.util.JSONType;
interface Difference {
  field: string;
  before?: Json;
  after?: Json;
}

/** Every place where two values differ. Lists are compared item by item; one of another length is shown as a whole. */
function* differences(before: unknown, after: unknown, field: string): Generator<Difference> {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
    for (const key of keys) yield* differences(was.get(key), is.get(key), field === '' ? key : `${field}.${key}`);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [at, item] of before.entries()) yield* differences(item, after[at], `${field}[${at}]`);
    return;
  }
  if (same(before, after)) return;
  yield { field, ...part('before', before), ...part('after', after) };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown) =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);

function part(name: 'before' | 'after', value: unknown): Difference | object {
  return value === undefined ? {} : { [name]: z.json().parse(value) };
}
