import { fullDiff } from '@aws-cdk/cloudformation-diff';
import { covered, Statement } from './covers.ts';
import type { Objection } from './objection.ts';
import type { Template } from './template.ts';

/** All that the policies of a template say. */
interface Permissions {
  readonly statements: readonly Statement[];
  /** Statements that are made by a function of CloudFormation, so that nobody can say here what they allow. */
  readonly unreadable: readonly string[];
  /** Managed policies of others, by the identity that has them. */
  readonly attached: readonly string[];
}

/** What the library says of a template that comes out of nothing. */
function permissionsOf(template: Template): Permissions {
  const { iamChanges } = fullDiff({ Resources: {} }, template);
  const parsed = iamChanges.statements.additions.map((statement) => ({
    rendered: statement.render(),
    statement: Statement.safeParse(statement),
  }));
  return {
    statements: parsed.flatMap(({ statement }) =>
      statement.success && statement.data.effect !== 'Unknown' ? [statement.data] : [],
    ),
    unreadable: parsed
      .filter(({ statement }) => !statement.success || statement.data.effect === 'Unknown')
      .map(({ rendered }) => rendered.resource),
    attached: iamChanges.managedPolicies.additions.map(
      ({ identityArn, managedPolicyArn }) => `${identityArn} has ${managedPolicyArn}`,
    ),
  };
}

/** What somebody may do after a change, and might not do before. A statement that covers less than one before is none of it. */
export function widened(stack: string, before: Template, after: Template): Objection[] {
  const [then, now] = [permissionsOf(before), permissionsOf(after)];
  const of = ({ statements }: Permissions, effect: string) => statements.filter((it) => it.effect === effect);
  const objection = (resource: string, what: string): Objection => ({ kind: 'widens', stack, resource, what });
  const allowed = of(now, 'Allow').filter((statement) => !covered(statement, of(then, 'Allow')));
  const lifted = of(then, 'Deny').filter((statement) => !covered(statement, of(now, 'Deny')));
  return [
    ...allowed.map((it) =>
      objection(names(it.principals), `may ${names(it.actions)} on ${names(it.resources)}${when(it)}`),
    ),
    ...lifted.map((it) =>
      objection(names(it.principals), `is no longer denied ${names(it.actions)} on ${names(it.resources)}${when(it)}`),
    ),
    ...now.unreadable
      .filter((statement) => !then.unreadable.includes(statement))
      .map((statement) => objection('a policy', `has a statement that only CloudFormation can read: ${statement}`)),
    ...now.attached
      .filter((attachment) => !then.attached.includes(attachment))
      .map((attachment) => objection('a managed policy', attachment)),
  ];
}

function names({ not, values }: Statement['actions']): string {
  return `${not ? 'all but ' : ''}${values.join(', ')}`;
}

function when({ condition }: Statement): string {
  return condition === undefined ? '' : ` if ${JSON.stringify(condition)}`;
}
