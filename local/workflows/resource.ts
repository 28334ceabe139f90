import * as z from 'zod';
import { jsonValue } from '../step-functions/json.ts';
import { arn, physicalName, type ResourceType } from '../template/resource-type.ts';

const passive = jsonValue.optional();
const properties = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  DefinitionString: z.string().optional(),
  Definition: jsonValue.optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  LoggingConfiguration: jsonValue.optional(),
  RoleArn: passive,
  TracingConfiguration: passive,
  EncryptionConfiguration: passive,
  Tags: passive,
});
export type StateMachineProperties = z.infer<typeof properties>;

export const StateMachine: ResourceType<StateMachineProperties> = {
  type: 'AWS::StepFunctions::StateMachine',
  properties,
  identify(resource) {
    const name = resource.text('StateMachineName') ?? physicalName(resource, 80);
    const own = arn(resource, 'states', `stateMachine:${name}`);
    return { ref: own, attributes: { Arn: own, Name: name, StateMachineRevisionId: 'INITIAL' } };
  },
};

const version = z.strictObject({
  StateMachineArn: z.string(),
  StateMachineRevisionId: passive,
  Description: z.string().optional(),
});

/** The present revision of a state machine, published. Its number is known once it is: until then its ARN has this word in the number's place. */
export const StateMachineVersion: ResourceType<z.infer<typeof version>> = {
  type: 'AWS::StepFunctions::StateMachineVersion',
  properties: version,
  identify(resource) {
    const own = `${resource.text('StateMachineArn')}:published`;
    return { ref: own, attributes: { Arn: own } };
  },
};

const alias = z.strictObject({
  Name: z.string(),
  Description: z.string().optional(),
  StateMachineArn: z.string(),
  RoutingConfiguration: z
    .array(z.strictObject({ StateMachineVersionArn: z.string(), Weight: z.int() }))
    .min(1)
    .max(2),
});

/** A name for a version, by which executions are started. */
export const StateMachineAlias: ResourceType<z.infer<typeof alias>> = {
  type: 'AWS::StepFunctions::StateMachineAlias',
  properties: alias,
  identify(resource) {
    const own = `${resource.text('StateMachineArn')}:${resource.text('Name')}`;
    return { ref: own, attributes: { Arn: own } };
  },
};
