import { ResourceImpact, type TemplateDiff } from '@aws-cdk/cloudformation-diff';
import type { Objection } from './objection.ts';

/** What is lost, or no longer looked after, with a resource of a type. Types that are not here hold nothing that a deployment cannot make anew. */
const HOLDS: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'its objects and their versions',
  'AWS::DynamoDB::Table': 'its items',
  'AWS::DynamoDB::GlobalTable': 'its items',
  'AWS::KMS::Key': 'whatever it encrypted or signed',
  'AWS::Cognito::UserPool': 'the accounts of its people',
  'AWS::Cognito::UserPoolClient': 'a client whose secret its holder has',
  'AWS::Logs::LogGroup': 'its entries',
  'AWS::SQS::Queue': 'its messages',
  'AWS::Events::Archive': 'its events',
  'AWS::StepFunctions::StateMachine': 'its executions, of which some may wait for people',
  'AWS::SES::EmailIdentity': 'the right to send as it',
};

const IMPACT: Readonly<Partial<Record<ResourceImpact, string>>> = {
  [ResourceImpact.WILL_DESTROY]: 'is removed',
  [ResourceImpact.WILL_ORPHAN]: 'is no longer looked after by its stack',
  [ResourceImpact.WILL_REPLACE]: 'is replaced',
  [ResourceImpact.MAY_REPLACE]: 'may be replaced',
};

/** Resources with something to lose that a deployment would remove, replace or forget. */
export function destroyed(stack: string, diff: TemplateDiff): Objection[] {
  const found: Objection[] = [];
  diff.resources.forEachDifference((resource, change) => {
    const type = change.oldResourceType ?? '';
    const how = IMPACT[change.changeImpact];
    const lost = HOLDS[type];
    if (how === undefined || lost === undefined) return;
    const because = Object.entries(change.propertyUpdates)
      .filter(([, { changeImpact }]) => changeImpact !== undefined && IMPACT[changeImpact] !== undefined)
      .map(([name]) => name);
    const by = because.length > 0 ? ` by a change of ${because.join(', ')}` : '';
    found.push({ kind: 'destroys', stack, resource, what: `${type} ${how}${by}: ${lost}` });
  });
  return found;
}
