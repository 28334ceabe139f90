import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { acknowledged, unacknowledged } from './second-opinion/acknowledged.ts';
import { INSTALL, installedVersion, lint, REGIONS, VERSION } from './second-opinion/cfn-lint.ts';
import { hasMinistack, INSTALL_MINISTACK, reviewOnMinistack } from './second-opinion/ministack.ts';
import { writeTemplates } from './second-opinion/templates.ts';

/**
 * `npm run second-opinion`: lets cfn-lint look at the templates of every environment in `cdk.json`, of one with every option on, and of
 * what is deployed beside them, as they would be in a region of each partition. Fails where it finds something that is not acknowledged, or an acknowledgement that nothing needs.
 *
 * `npm run second-opinion -- --ministack`: deploys the stacks by `cdk deploy` to ministack, a stand-in for AWS of other people's making, and
 * has a bundle reviewed there. Where it is not installed, that is said, and nothing fails.
 */
const root = join(import.meta.dirname, '..');

async function lintTemplates(): Promise<number> {
  const version = await installedVersion();
  if (version !== VERSION) {
    console.error(`expected cfn-lint ${VERSION}, ${version === null ? 'found none' : `found ${version}`}: ${INSTALL}`);
    return 2;
  }
  const work = mkdtempSync(join(tmpdir(), 'countersign-second-opinion-'));
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: 'inherit' });
    const templates = writeTemplates(root, work);
    const findings = await lint(templates);
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

async function reviewElsewhere(): Promise<number> {
  if (!(await hasMinistack())) {
    console.log(`skipped: there is no ministack on the path; "${INSTALL_MINISTACK}" brings it where Python is`);
    return 0;
  }
  const work = mkdtempSync(join(tmpdir(), 'countersign-ministack-'));
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: 'inherit' });
    const { outcome, same } = await reviewOnMinistack(root, work, console.log);
    console.log(`verdict on ministack: ${outcome}, ${same ? 'the same bytes as' : 'OTHER than'} on this machine`);
    return same ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { ministack: { type: 'boolean', default: false } } });
process.exitCode = await (values.ministack ? reviewElsewhere() : lintTemplates());
