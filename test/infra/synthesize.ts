import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { countersignApp } from '../../infra/countersign-app.ts';

export const root = join(import.meta.dirname, '../..');

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;
const StackTemplate = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});

const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(z.unknown()),
      suppressedViolations: z
        .array(
          z.object({
            ruleName: z.string(),
            acknowledgedId: z.string(),
            acknowledgedAt: z.string(),
            reason: z.string(),
          }),
        )
        .default([]),
    }),
  ),
});

/** Names of the folders of `functions/` that have a handler. */
export const handlers = globSync('functions/*/*.lambda.ts', { cwd: root })
  .map((path) => basename(path, '.lambda.ts'))
  .sort();

export interface Synthesized {
  readonly stateful: Template;
  readonly stateless: Template;
  /** All resources by logical id; the two stacks have no id in common. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** Name of an export -> what it stands for. */
  readonly exports: ReadonlyMap<string, unknown>;
  /** Logical id of each function -> the folder of `functions/` that it runs. */
  readonly handlerOf: ReadonlyMap<string, string>;
  /** Ids of the rules that were acknowledged, with the path of the construct. */
  readonly acknowledged: readonly { readonly id: string; readonly at: string }[];
  readonly report: z.infer<typeof Report>['pluginReports'];
}

export interface SynthesisOptions {
  /** Context in place of that of `cdk.json`. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Account and region, in place of any. */
  readonly place?: { readonly account: string; readonly region: string };
  readonly env?: string;
  /** Agencies of the one pack there is. */
  readonly agencies?: readonly string[];
  /** Standards to deploy in place of that pack. */
  readonly policyDirectory?: string;
  /** Validates the templates against CloudFormation's schemas as well, which takes most of the time. */
  readonly schemas?: boolean;
}

/** Synthesizes the app as it is deployed, but with a word for each handler, so that no test waits for a build. */
export function synthesize({
  env = 'prod',
  agencies = ['nsa', 'odni', 'oncd'],
  policyDirectory: given,
  schemas = false,
  place,
  context: own = {},
}: SynthesisOptions = {}): Synthesized {
  const work = mkdtempSync(join(tmpdir(), 'countersign-infra-'));
  try {
    const policyDirectory = join(work, 'policy');
    mkdirSync(join(policyDirectory, 'standard/2026.1'), { recursive: true });
    writeFileSync(
      join(policyDirectory, 'standard/2026.1/pack.yaml'),
      JSON.stringify({ agencies: agencies.map((id) => ({ id })) }),
    );
    const functionsDirectory = join(work, 'functions');
    for (const name of handlers) {
      mkdirSync(join(functionsDirectory, name), { recursive: true });
      writeFileSync(join(functionsDirectory, name, 'index.mjs'), name);
    }
    const app = countersignApp({
      policyDirectory: given ?? policyDirectory,
      functionsDirectory,
      ...(place !== undefined && { env: place }),
      outdir: join(work, 'cdk.out'),
      builtinCloudFormationValidation: schemas,
      treeMetadata: false,
      context: { ...context, ...own, env, 'aws:cdk:enable-asset-metadata': true },
    });
    const assembly = app.synth();
    const read = (name: string): unknown => JSON.parse(readFileSync(join(assembly.directory, name), 'utf8'));
    const templates = ['Stateful', 'Stateless'].map((stack) => read(`Countersign-${env}-${stack}.template.json`));
    const [stateful, stateless] = templates.map((template) => StackTemplate.parse(template));
    if (stateful === undefined || stateless === undefined) throw new Error('two stacks were expected');
    const handlerOf = Object.entries({ ...stateful.Resources, ...stateless.Resources }).flatMap(
      ([id, { Type, Metadata }]) =>
        Type === 'AWS::Lambda::Function'
          ? [
              [
                id,
                readFileSync(join(assembly.directory, String(Metadata['aws:asset:path']), 'index.mjs'), 'utf8'),
              ] as const,
            ]
          : [],
    );
    const acknowledged = app.node.findAll().flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.keys(z.record(z.string(), z.unknown()).parse(data)))
        .map((id) => ({ id, at: node.path })),
    );
    return {
      acknowledged,
      handlerOf: new Map(handlerOf),
      stateful: Template.fromJSON(z.record(z.string(), z.unknown()).parse(templates[0])),
      stateless: Template.fromJSON(z.record(z.string(), z.unknown()).parse(templates[1])),
      resources: { ...stateful.Resources, ...stateless.Resources },
      exports: new Map(
        Object.values(stateful.Outputs).flatMap(({ Export, Value }) => (Export ? [[Export.Name, Value] as const] : [])),
      ),
      report: Report.parse(read('validation-report.json')).pluginReports,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
