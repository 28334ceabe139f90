import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { reviewOnAccount } from './review-on-account.ts';

const outdir = mkdtempSync(join(tmpdir(), 'countersign-integ-out-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe('the integration test for an account', () => {
  it('synthesizes: an example is uploaded, and its verdict asserted', { timeout: 120_000 }, async () => {
    const { directory } = (await reviewOnAccount({ outdir, builtinCloudFormationValidation: false })).synth();
    const files = readdirSync(directory);
    expect(files).toContain('integ.json');
    const template = (name: RegExp) =>
      readFileSync(join(directory, files.find((file) => name.test(file)) ?? expect.fail(String(name))), 'utf8');
    expect(template(/Upload\.template\.json$/)).toContain('vendors/acceptance/integ');
    const asserted = template(/DeployAssert\w*\.template\.json$/);
    expect(asserted).toMatch(/cleared/);
    expect(asserted).toMatch(/index\/byVendor/);
  });
});
