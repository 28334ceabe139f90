import type { Deployment } from '../deployment.ts';
import { caseChecks } from './case-checks.ts';
import { copyChecks } from './copy-checks.ts';
import { dataChecks } from './data-checks.ts';
import type { Check, Finding } from './finding.ts';
import { serviceChecks } from './service-checks.ts';

export const checks: readonly Check[] = [...serviceChecks, ...dataChecks, ...copyChecks, ...caseChecks];

/** Looks at everything. What cannot be looked at is `unknown` with the reason; nothing is changed. */
export async function examine(deployment: Deployment, now: Date, all: readonly Check[] = checks): Promise<Finding[]> {
  const found = await Promise.all(all.map((check) => lookedAt(check, deployment, now)));
  return found.flat();
}

async function lookedAt(check: Check, deployment: Deployment, now: Date): Promise<Finding[]> {
  const finding = (status: Finding['status'], found: string, cure: string | null = null) => ({
    check: check.name,
    status,
    found,
    cure,
  });
  if (deployment.isLocal && !check.onLocalRun) return [finding('not-here', 'the local run has no such thing')];
  try {
    const { seen, wrong } = await check.look(deployment, now);
    return wrong.length === 0 ? [finding('ok', seen)] : wrong.map(({ found, cure }) => finding('wrong', found, cure));
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return [
      finding(
        'unknown',
        `${name}: ${message}`,
        'Look with credentials that may read it (docs/deploy.md), or mend the connection.',
      ),
    ];
  }
}

/** Whether all is well as far as it can be seen here. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ status }) => status === 'ok' || status === 'not-here');
}
