import type { Finding } from './cfn-lint.ts';

/** Findings that stay, each with the reason. */
export interface Acknowledgement {
  readonly rule: string;
  readonly message: RegExp;
  readonly reason: string;
}

export const acknowledged: readonly Acknowledgement[] = [
  {
    rule: 'W3005',
    message: /^'\w+AccessRole\w*' dependency already enforced by a 'GetAtt'/,
    reason: 'CDK lets whatever uses a role wait for the policies of the role, and names the role with them',
  },
  {
    rule: 'E3601',
    message: /^'arn:\$\{Partition\}:states:::[a-zA-Z:.]+' does not match '\^arn:aws:/,
    reason:
      'DefinitionSubstitutions puts the partition in, which cfn-lint does not do; its pattern also knows no partition but aws',
  },
  {
    rule: 'E3601',
    message: /^'\{% .* %\}' is not of type 'number' at '.*\/TimeoutSeconds'/,
    reason:
      'TimeoutSeconds of a state in JSONata may be an expression (Amazon States Language, "Task State"); its schema knows numbers alone',
  },
];

/** What is left of the findings, and the acknowledgements that none of them needs any more. */
export function unacknowledged(
  findings: readonly Finding[],
  known: readonly Acknowledgement[] = acknowledged,
): { left: Finding[]; stale: Acknowledgement[] } {
  const covers = (by: Acknowledgement, { rule, message }: Finding) => by.rule === rule && by.message.test(message);
  return {
    left: findings.filter((finding) => !known.some((by) => covers(by, finding))),
    stale: known.filter((by) => !findings.some((finding) => covers(by, finding))),
  };
}
