import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateStateMachineAliasCommand,
  ListStateMachinesCommand,
  PublishStateMachineVersionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';

type Json = z.infer<ReturnType<typeof z.json>>;
const Template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.json()).optional() }),
  ),
});

const VERSION = 'AWS::StepFunctions::StateMachineVersion';
const ALIAS = 'AWS::StepFunctions::StateMachineAlias';

/**
 * Takes versions and aliases out of the templates of an assembly: ministack's Step Functions has them, its CloudFormation does not. What
 * named an alias names it by the machine's ARN and its own name.
 */
export function withoutAliases(assembly: string): void {
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const template = Template.parse(JSON.parse(readFileSync(join(assembly, file), 'utf8')));
    const machineOf = new Map<string, Json>();
    for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
      if (Type === ALIAS)
        machineOf.set(id, { 'Fn::Join': [':', [Properties.StateMachineArn ?? null, Properties.Name ?? null]] });
      if (Type === ALIAS || Type === VERSION) delete template.Resources[id];
    }
    const renamed = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(renamed);
      if (typeof value !== 'object' || value === null) return value;
      const alias = Array.isArray(value['Fn::GetAtt']) ? machineOf.get(String(value['Fn::GetAtt'][0])) : undefined;
      return alias ?? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, renamed(part)]));
    };
    writeFileSync(join(assembly, file), JSON.stringify(renamed(z.json().parse(template))));
  }
}

/** Publishes every state machine, and gives it the alias that the template has for it. */
export async function publishLive(sfn: SFNClient, name: string): Promise<void> {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { stateMachineVersionArn } = await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    await sfn.send(new CreateStateMachineAliasCommand({ name, routingConfiguration }));
  }
}
