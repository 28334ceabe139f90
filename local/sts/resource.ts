import * as z from 'zod';
import { passiveIdentity } from '../template/passive.ts';
import type { ResourceType } from '../template/resource-type.ts';

const statement = z.object({
  Effect: z.literal('Allow'),
  Condition: z.object({ StringEquals: z.object({ 'sts:ExternalId': z.string().optional() }).optional() }).optional(),
});

/** Who may take it is looked at; what it may do changes nothing here, for this machine has one user: tests check that on the template. */
const properties = z.object({ AssumeRolePolicyDocument: z.object({ Statement: z.array(statement).default([]) }) });

export const IamRole: ResourceType<z.infer<typeof properties>> = {
  type: 'AWS::IAM::Role',
  properties,
  identify: passiveIdentity('AWS::IAM::Role'),
};
