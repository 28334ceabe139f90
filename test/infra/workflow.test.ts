import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type MachineName, machines } from '../../statemachines/machines.ts';
import { allows, policiesByRole } from './iam.ts';
import { resolver } from './intrinsics.ts';
import { root, synthesize } from './synthesize.ts';

const agencies = ['faa', 'nsa', 'odni', 'oncd'];
const synthesized = synthesize({ agencies });
const { resources, handlerOf } = synthesized;
const text = resolver(synthesized);

const NAMES: readonly MachineName[] = ['review', 'procedure'];
const StateMachine = z.object({
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.unknown()),
  RoleArn: z.unknown(),
});
const deployed = Object.values(resources).flatMap(({ Type, Properties }) =>
  Type === 'AWS::StepFunctions::StateMachine' ? [StateMachine.parse(Properties)] : [],
);

/** A machine of the map as it is deployed. */
function machineNamed(name: MachineName) {
  const definition = readFileSync(join(root, 'statemachines', machines[name].definition), 'utf8');
  const machine = deployed.find(({ DefinitionString }) => DefinitionString === definition);
  if (machine === undefined) throw new Error(`the template has no machine with the definition of "${name}"`);
  const substitutions = new Map(
    Object.entries(machine.DefinitionSubstitutions).map(([placeholder, value]) => [placeholder, text(value)]),
  );
  const statements = policiesByRole(synthesized).get(text(machine.RoleArn).replace('.Arn', '')) ?? [];
  return { definition, substitutions, statements };
}
const functionsOf = (handler: string) =>
  [...handlerOf].flatMap(([id, name]) => (name === handler ? [`<${id}.Arn>`] : []));

it('every machine of the map is deployed as it stands in statemachines/, and no other', () => {
  expect(deployed).toHaveLength(NAMES.length);
  for (const name of NAMES) expect(machineNamed(name).definition).not.toBe('');
});

describe.each(NAMES)('the workflow %s', (name) => {
  const { definition, substitutions, statements } = machineNamed(name);
  const { functions, functionsPerAgency, values } = machines[name];

  it('has a substitution for each placeholder, and a placeholder for each substitution', () => {
    const placeholders = new Set([...definition.matchAll(/\$\{([^}]+)\}/g)].map((match) => match[1]));
    const mapped = [...Object.keys(functions), ...Object.keys(functionsPerAgency), ...values].sort();
    expect([...placeholders].sort()).toEqual(mapped);
    expect([...substitutions.keys()].sort()).toEqual(mapped);
  });

  it('stays JSON when its placeholders are filled in', () => {
    const filled = definition.replace(
      /\$\{([^}]+)\}/g,
      (_, placeholder: string) => substitutions.get(placeholder) ?? '',
    );
    expect(() => JSON.parse(filled)).not.toThrow();
  });

  it.each(Object.entries(functions))('%s is the function %s', (placeholder, handler) => {
    expect([substitutions.get(placeholder)]).toEqual(functionsOf(handler));
  });

  it('may invoke exactly the functions of the map, and tell its own bus where it has one', () => {
    const mapped = [...Object.values(functions), ...Object.values(functionsPerAgency)];
    for (const [id, handler] of handlerOf)
      expect(allows(statements, { action: 'lambda:InvokeFunction', resource: `<${id}.Arn>` }), id).toBe(
        mapped.some((one) => one === handler),
      );
    const buses = statements.flatMap(({ actions, resources: of }) => (actions.includes('events:PutEvents') ? of : []));
    const bus = substitutions.get('EventBusName');
    expect(buses).toEqual(bus === undefined ? [] : [bus.replace('>', '.Arn>')]);
  });

  it('gives each function at least as long as the function may take', () => {
    const states = [
      ...definition.matchAll(
        /"FunctionName": "[^"]*\$\{(\w+)\}(?:(?!"FunctionName")[\s\S])*?"TimeoutSeconds": (\d+|"\{%)/g,
      ),
    ];
    const names = { ...functions, ...functionsPerAgency };
    expect([...new Set(states.map((match) => match[1]))].sort()).toEqual(Object.keys(names).sort());
    // One that waits for people has the time until their date.
    for (const [, placeholder, seconds = ''] of states.filter((match) => /^\d+$/.test(match[2] ?? '')))
      for (const [id, handler] of handlerOf)
        if (handler === names[placeholder ?? ''])
          expect(resources[id]?.Properties.Timeout, id).toBeLessThanOrEqual(Number(seconds));
  });
});

describe('the review workflow', () => {
  const { substitutions } = machineNamed('review');

  it('finds the function of each agency by the name of the agency', async () => {
    const found: unknown = await jsonata(substitutions.get('CheckAgencyFunctions') ?? '').evaluate({});
    const byAgency = z.record(z.string(), z.string()).parse(found);
    expect(Object.keys(byAgency)).toEqual(agencies);
    expect(Object.values(byAgency).sort()).toEqual(functionsOf('check-agency').sort());
    for (const [agency, arn] of Object.entries(byAgency)) {
      const { Environment } = resources[arn.slice(1, -'.Arn>'.length)]?.Properties ?? {};
      expect(Environment).toMatchObject({ Variables: { AGENCY: agency } });
    }
  });
});

describe.each(NAMES)('the published %s', (name) => {
  const { definition } = machineNamed(name);
  const own = (type: string) =>
    Object.entries(resources).flatMap(([id, resource]) =>
      resource.Type === type && id.toLowerCase().startsWith(name) ? [{ id, ...resource }] : [],
    );
  const [machine] = own('AWS::StepFunctions::StateMachine');
  const [version] = own('AWS::StepFunctions::StateMachineVersion');
  const [alias] = own('AWS::StepFunctions::StateMachineAlias');

  it('is a version of each revision, which names its definition and stays', () => {
    expect(version?.Properties).toEqual({
      StateMachineArn: { Ref: machine?.id },
      StateMachineRevisionId: { 'Fn::GetAtt': [machine?.id, 'StateMachineRevisionId'] },
      Description: `sha256:${createHash('sha256').update(definition).digest('hex')}`,
    });
    expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  it('has an alias that leads to it', () => {
    expect(alias?.Properties).toMatchObject({
      Name: 'live',
      RoutingConfiguration: [{ StateMachineVersionArn: { 'Fn::GetAtt': [version?.id, 'Arn'] }, Weight: 100 }],
    });
  });

  it('is what functions start, and all that they may', () => {
    const started = { review: ['open-case', 'start-review', 'sweep-uploads'], procedure: ['wake'] }[name];
    for (const handler of started) {
      const [id = ''] = [...handlerOf].flatMap(([one, of]) => (of === handler ? [one] : []));
      expect(JSON.stringify(resources[id]?.Properties.Environment), handler).toContain(`"${alias?.id}","Arn"`);
      const statements =
        policiesByRole(synthesized).get(text(resources[id]?.Properties.Role).replace('.Arn', '')) ?? [];
      const may = (...qualifier: string[]) =>
        allows(statements, {
          action: 'states:StartExecution',
          resource: `<${machine?.id}>`,
          context: { 'states:StateMachineQualifier': qualifier },
        });
      expect([may('live'), may('1'), may()], handler).toEqual([true, false, false]);
    }
  });

  it.each(['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'])(
    'rings for %s, of all executions and of those that the alias started',
    (metric) => {
      const dimensions = own('AWS::CloudWatch::Alarm')
        .filter(({ Properties }) => Properties.MetricName === metric)
        .map(({ Properties }) => Properties.Dimensions);
      const ofMachine = { Name: 'StateMachineArn', Value: { Ref: machine?.id } };
      expect(dimensions).toHaveLength(2);
      expect(dimensions).toContainEqual([ofMachine]);
      expect(dimensions).toContainEqual([{ Name: 'Alias', Value: 'live' }, ofMachine]);
    },
  );
});
