import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { runExample } from '#core/policy/example.ts';
import { RULE_FUNCTIONS } from '#core/policy/rule/functions.ts';
import { LIMITS } from '#core/policy/rule/limits.ts';
import { SignatureRow } from '#core/policy/signature-rule.ts';
import { EvaluationView } from '#core/policy/view/evaluation-view.ts';
import { FigureView } from '#core/policy/view/figure-view.ts';
import { ManifestView } from '#core/policy/view/manifest-view.ts';
import { SectorView } from '#core/policy/view/sector-view.ts';
import { askingForSignature } from './asking-for-signature.ts';
import { POLICY } from './standard.ts';

const readme = readFileSync(join(POLICY, 'README.md'), 'utf8');

describe('the description of the rule language', () => {
  it('names every function with its types', () => {
    for (const { signature } of RULE_FUNCTIONS) expect(readme).toContain(`\`${signature}\``);
  });

  it('names every field that a rule can read', () => {
    const fields = [ManifestView, EvaluationView, FigureView, SectorView].flatMap(({ shape }) => Object.keys(shape));
    for (const field of fields) expect(readme).toContain(`\`${field}\``);
  });

  it('states the bounds as they are', () => {
    expect(readme).toContain(
      `at most ${LIMITS.characters.toLocaleString('en-US')} characters, ${LIMITS.nodes} parts, a depth of ${LIMITS.depth}, and macros nested ${LIMITS.nesting} deep`,
    );
    expect(LIMITS.steps).toBe(20_000_000);
  });
});

it('shows what a standard asks of signatures as it is written', () => {
  const [, yaml = ''] = /```yaml\n(bundleSignature:[\s\S]*?)```/.exec(readme) ?? [];
  const { bundleSignature } = z.object({ bundleSignature: z.array(SignatureRow) }).parse(parse(yaml));
  const pack = askingForSignature(bundleSignature);
  const asked = pack.criteria.filter(({ id }) => id.startsWith('SIG-'));
  expect(asked.map(({ severity }) => severity)).toEqual(['blocker', 'information']);
  for (const criterion of asked)
    for (const example of criterion.examples)
      expect(runExample(pack, criterion, example)[0]?.outcome, example.name).toBe(example.expect);
});
