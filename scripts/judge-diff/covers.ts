import * as z from 'zod';

/** What a statement of a policy names: all of these, or all but these. */
const Targets = z.object({ not: z.boolean(), values: z.array(z.string()) });
/** A statement as `@aws-cdk/cloudformation-diff` reads it: intrinsic functions are text, principals of a role's policy are the role. */
export const Statement = z.object({
  effect: z.string(),
  actions: Targets,
  resources: Targets,
  principals: Targets,
  condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof Statement>;

const list = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z.array(z.json().transform((value) => JSON.stringify(value))),
);
const Conditions = z.record(z.string(), z.record(z.string(), list));

/** Whether whatever one statement matches is matched by one of others as well. Where that is not plain, it is not so. */
export function covered(statement: Statement, others: readonly Statement[]): boolean {
  const { actions, resources, principals } = statement;
  if ([actions, resources, principals].some(({ not, values }) => not || values.length === 0))
    return others.some((other) => same(other, statement));
  const candidates = others.filter(
    (other) => !other.actions.not && !other.resources.not && !other.principals.not && asMuchAllowed(other, statement),
  );
  return principals.values.every((principal) =>
    actions.values.every((action) =>
      resources.values.every((resource) =>
        candidates.some(
          (other) =>
            other.principals.values.some((name) => name === principal || name === '*') &&
            other.actions.values.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
            other.resources.values.some((pattern) => like(pattern, resource)),
        ),
      ),
    ),
  );
}

function same(a: Statement, b: Statement): boolean {
  return JSON.stringify(Statement.parse(a)) === JSON.stringify(Statement.parse(b));
}

/** Operators under which fewer values match less. */
const POSITIVE = /^(ForAllValues:|ForAnyValue:)?(StringEquals|StringLike|ArnEquals|ArnLike|Bool)$/;

/** Whether the conditions of `other` hold wherever those of `statement` do. */
function asMuchAllowed(other: Statement, statement: Statement): boolean {
  const [wide, narrow] = [other, statement].map(({ condition }) => Conditions.safeParse(condition ?? {}));
  if (!wide?.success || !narrow?.success)
    return JSON.stringify(other.condition) === JSON.stringify(statement.condition);
  return Object.entries(wide.data).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const own = narrow.data[operator]?.[key];
      if (own === undefined) return false;
      const every = own.every((value) => values.includes(value));
      return POSITIVE.test(operator) ? every : every && own.length === values.length;
    }),
  );
}

/** `*` stands for any text, `?` for one character; a pattern is covered by one that is wider. */
function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
