import * as z from 'zod';
import { resolver } from './intrinsics.ts';
import { ACCOUNT, evaluate } from './simulator/evaluate.ts';
import { type PolicyStatement, type Request, statementOf, TemplateStatement } from './simulator/statement.ts';
import type { Synthesized } from './synthesize.ts';

export type { PolicyStatement, Request };

const Policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(TemplateStatement) }),
  Roles: z.array(z.unknown()),
});

/** Statements of every role, by the logical id of the role, in text. */
export function policiesByRole(
  synthesized: Synthesized,
  text = resolver(synthesized),
): ReadonlyMap<string, readonly PolicyStatement[]> {
  const byRole = new Map<string, PolicyStatement[]>();
  for (const { Type, Properties } of Object.values(synthesized.resources)) {
    if (Type !== 'AWS::IAM::ManagedPolicy' && Type !== 'AWS::IAM::Policy') continue;
    const { PolicyDocument, Roles } = Policy.parse(Properties);
    const statements = PolicyDocument.Statement.map((statement) => statementOf(statement, text));
    for (const role of Roles.map(text)) byRole.set(role, [...(byRole.get(role) ?? []), ...statements]);
  }
  return byRole;
}

/** The policy of a key that leaves it to the policies of roles who uses it, as the policies of all our keys do. */
const BY_ROLES = [
  statementOf(
    TemplateStatement.parse({ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: ACCOUNT } }),
    String,
  ),
];

/** Whether policies of a role allow a request; what the policy of the resource says is in `simulator/deployment.ts`. */
export function allows(policies: readonly PolicyStatement[], request: Request): boolean {
  return evaluate({ role: '', policies }, request, BY_ROLES) === 'allowed';
}
