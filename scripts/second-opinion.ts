import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { acknowledged, unacknowledged } from './second-opinion/acknowledged.ts';
import { INSTALL, installedVersion, lint, REGIONS, VERSION } from './second-opinion/cfn-lint.ts';

/**
 * `npm run second-opinion`: lets cfn-lint look at the templates of every environment in `cdk.json`, as they would be in a region of
 * each partition. Fails where it finds something that is not acknowledged, or an acknowledgement that nothing needs.
 */
const root = join(import.meta.dirname, '..');
const CdkJson = z.object({ context: z.looseObject({ environments: z.record(z.string(), z.unknown()) }) });

async function main(): Promise<number> {
  const version = await installedVersion();
  if (version !== VERSION) {
    console.error(`expected cfn-lint ${VERSION}, ${version === null ? 'found none' : `found ${version}`}: ${INSTALL}`);
    return 2;
  }
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const work = mkdtempSync(join(tmpdir(), 'countersign-second-opinion-'));
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: 'inherit' });
    for (const env of Object.keys(context.environments)) {
      const variables = { CDK_OUTDIR: join(work, env), CDK_CONTEXT_JSON: JSON.stringify({ ...context, env }) };
      execFileSync(process.execPath, [join(root, 'infra/app.ts')], {
        cwd: root,
        env: { ...process.env, ...variables },
      });
    }
    const templates = globSync('*/*.template.json', { cwd: work }).sort();
    const findings = await lint(templates.map((name) => join(work, name)));
    const { left, stale } = unacknowledged(findings);
    for (const { rule, file, place, message } of left)
      console.log(`${rule}  ${basename(file)}  ${place}\n  ${message}`);
    for (const { rule, message } of stale) console.log(`${rule}  ${message} is acknowledged, and not found any more`);
    console.log(
      `${templates.length} templates in ${REGIONS.join(', ')}: ${findings.length} findings, ${findings.length - left.length} acknowledged for ${acknowledged.length} reasons, ${left.length} left`,
    );
    return left.length + stale.length === 0 ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true });
  }
}

process.exitCode = await main();
