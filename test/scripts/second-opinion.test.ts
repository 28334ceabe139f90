import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Environment } from '../../infra/environment.ts';
import { unacknowledged } from '../../scripts/second-opinion/acknowledged.ts';
import { INSTALL, installedVersion, lint, VERSION } from '../../scripts/second-opinion/cfn-lint.ts';
import { EVERY_OPTION } from '../../scripts/second-opinion/templates.ts';
import { withoutAliases } from '../../scripts/second-opinion/without-aliases.ts';
import { productionWith } from '../infra/environment-with.ts';
import { synthesize } from '../infra/synthesize.ts';

const absent = (await installedVersion()) !== VERSION;
const work = mkdtempSync(join(tmpdir(), 'countersign-second-opinion-'));
afterAll(() => rmSync(work, { recursive: true }));

function write(name: string, template: unknown): string {
  const path = join(work, `${name}.template.json`);
  writeFileSync(path, JSON.stringify(template));
  return path;
}

const without = absent ? ` (skipped: cfn-lint ${VERSION} is not installed, "${INSTALL}")` : '';

describe('a second opinion on the template', () => {
  it.skipIf(absent)(`has nothing to say that is not acknowledged${without}`, { timeout: 120_000 }, async () => {
    const { stateful, stateless } = synthesize({ env: 'prod' });
    const templates = [write('stateful', stateful.toJSON()), write('stateless', stateless.toJSON())];
    expect(unacknowledged(await lint(templates))).toEqual({ left: [], stale: [] });
  });

  it.skipIf(absent)(`hears of a template that is wrong${without}`, { timeout: 60_000 }, async () => {
    const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'soon' } } };
    const { left } = unacknowledged(await lint([write('wrong', { Resources })]));
    expect(left).toContainEqual(expect.objectContaining({ place: 'Resources/Queue/Properties/VisibilityTimeout' }));
  });

  it('is asked about an environment in which every option stands, which can be synthesized', () => {
    const context = productionWith(EVERY_OPTION);
    const said = Object.keys(Object(context.environments.prod));
    expect(said.toSorted()).toEqual(Object.keys(Environment.shape).toSorted());
    const { stateful } = synthesize({ env: 'prod', context });
    expect(Object.keys(stateful.findOutputs('*'))).toContain('UploadRoleArnacceptance');
  });

  it('goes to ministack without versions and aliases, whose name and machine stay where they were named', () => {
    const folder = mkdtempSync(join(work, 'assembly-'));
    const { stateless } = synthesize({ env: 'beta' });
    const file = join(folder, 'Stateless.template.json');
    writeFileSync(file, JSON.stringify(stateless.toJSON()));
    withoutAliases(folder);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/StateMachine(Version|Alias)"/);
    const ids = Object.keys(stateless.findResources('AWS::StepFunctions::StateMachineAlias'));
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(text).not.toContain(id);
    const [review] = Object.keys(stateless.findResources('AWS::StepFunctions::StateMachine')).filter((id) =>
      /^Review/.test(id),
    );
    expect(text).toContain(
      JSON.stringify({ STATE_MACHINE_ARN: { 'Fn::Join': [':', [{ Ref: review }, 'live']] } }).slice(1, -1),
    );
  });

  it('keeps a finding whose rule is acknowledged for another message, and tells what is acknowledged for nothing', () => {
    const finding = { rule: 'E1', level: 'Error', file: 'f', place: 'p', message: 'worse' };
    const known = [{ rule: 'E1', message: /^harmless/, reason: 'r' }];
    expect(unacknowledged([finding], known)).toEqual({ left: [finding], stale: known });
    expect(unacknowledged([{ ...finding, message: 'harmless here' }], known)).toEqual({ left: [], stale: [] });
  });
});
