import * as z from 'zod';
import { type Conditions, conditionsHold, like, type RequestContext } from './conditions.ts';

const oneOrMore = z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(z.unknown()).min(1));

/** A statement of a policy as a template has it; what it does not list is refused, rather than ignored. */
export const TemplateStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z
    .partialRecord(z.enum(['AWS', 'Service']), oneOrMore)
    .or(z.literal('*'))
    .optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).default({}),
});
export type TemplateStatement = z.infer<typeof TemplateStatement>;

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Null in a policy of a role. `*`, ARNs and names of services in a policy of a resource. */
  readonly principals: readonly string[] | null;
  readonly actions: readonly string[];
  /** Actions that the statement is not about, where it names those. */
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: Conditions;
}

/** A statement in text. @param text puts text in place of CloudFormation's functions */
export function statementOf(statement: TemplateStatement, text: (value: unknown) => string): PolicyStatement {
  const all = (values: readonly unknown[] = []) => values.map(text);
  const { Principal: principal } = statement;
  return {
    effect: statement.Effect,
    principals:
      principal === undefined
        ? null
        : principal === '*'
          ? ['*']
          : Object.values(principal).flatMap((some) => all(some)),
    actions: all(statement.Action),
    notActions: all(statement.NotAction),
    resources: all(statement.Resource),
    notResources: all(statement.NotResource),
    conditions: new Map(
      Object.entries(statement.Condition).map(([operator, keys]) => [
        operator,
        new Map(Object.entries(keys).map(([key, values]) => [key, all(values)])),
      ]),
    ),
  };
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

/** Whether a statement is about a request, whatever it says of it and to whom. */
export function appliesTo(statement: PolicyStatement, { action, resource, context = {} }: Request): boolean {
  const named = (actions: readonly string[]) =>
    actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase()));
  const on = (resources: readonly string[]) => resources.some((pattern) => like(pattern, resource));
  return (
    (statement.notActions.length > 0 ? !named(statement.notActions) : named(statement.actions)) &&
    (statement.notResources.length > 0 ? !on(statement.notResources) : on(statement.resources)) &&
    conditionsHold(statement.conditions, context)
  );
}
