import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import * as z from 'zod';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { Finding } from '#core/policy/finding.ts';
import { CaseTable } from '#functions/shared/table/case-table.ts';
import { keys, VerdictItem } from '#functions/shared/table/items.ts';
import { openInput } from '../../../cli/bundle/open-input.ts';
import { agenciesOf } from '../../../infra/agencies.ts';
import { readCalendars } from '../../../scripts/read-calendars.ts';
import { readPacks } from '../../../scripts/read-packs.ts';
import { type Fake, runReview } from '../review-run.ts';
import { inMemoryAws } from './in-memory-aws.ts';

const HANDLERS = {
  'open-bundle': () => import('#functions/open-bundle/open-bundle.lambda.ts'),
  'read-evaluation': () => import('#functions/read-evaluation/read-evaluation.lambda.ts'),
  'assemble-evidence': () => import('#functions/assemble-evidence/assemble-evidence.lambda.ts'),
  decide: () => import('#functions/decide/decide.lambda.ts'),
};

/** An agency's own deployment of check-agency: it reads its environment when it loads. */
async function deployedFor(agency: string): Promise<Fake> {
  vi.resetModules();
  process.env.AGENCY = agency;
  return (await import('#functions/check-agency/check-agency.lambda.ts')).handler;
}

/**
 * The workflow of `statemachines/` in its interpreter, with the real handlers and the standards of a policy folder, over S3 and
 * DynamoDB in memory.
 * @param work an empty folder
 */
export async function inProcess(policyDirectory: string, work: string) {
  for (const { name, json } of await readPacks(policyDirectory)) {
    const path = join(work, 'packs', `${name}.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, json);
  }
  mkdirSync(join(work, 'calendars'));
  for (const { id, json } of await readCalendars(policyDirectory))
    writeFileSync(join(work, 'calendars', `${id}.json`), json);
  process.env.LAMBDA_TASK_ROOT = work;
  const { objects, items } = inMemoryAws();
  const agencies = agenciesOf(policyDirectory);
  const functions: Record<string, Fake> = {};
  for (const agency of agencies) functions[`check-${agency}`] = await deployedFor(agency);
  vi.resetModules();
  for (const name of ['open-bundle', 'read-evaluation', 'assemble-evidence', 'decide'] as const)
    functions[name] = (await HANDLERS[name]()).handler;

  return {
    agencies,
    /** Takes a bundle (a folder or a zip) of a vendor through the workflow; `broken` are in the place of functions. */
    async review(path: string, vendor: string, broken: Record<string, Fake> = {}) {
      await using bundle = await openInput(path, work);
      const object = { bucket: 'bundles', key: `vendors/${vendor}/s-1/bundle.zip`, versionId: String(objects.size) };
      const ref = { caseId: caseIdOf(object), bundle: 1, ...object };
      objects.set(`bundles/${object.key}`, readFileSync(bundle.path));
      const { table } = await import('#functions/shared/clients.ts');
      const now = '2026-09-21T10:00:00.000Z';
      const undecided = { status: 'in_review', decidedAt: null, outcome: null, tier: null, model: null } as const;
      await new CaseTable(table, 'cases').open(
        {
          ...ref,
          ...undecided,
          vendor,
          bytes: bundle.bytes,
          openedAt: now,
          pack: null,
          packs: [],
          bundle: 1,
          standings: {},
        },
        {},
      );
      const run = await runReview({ ...functions, ...broken }, { agencies, input: ref, realTime: true });
      return {
        run,
        item: (key: { PK: string; SK: string }) => items.get(`${key.PK} ${key.SK}`),
        itemKeys: [...items.keys()].filter((key) => key.startsWith(`CASE#${ref.caseId} `)).sort(),
        evidence: (key: string): unknown =>
          JSON.parse(Buffer.from(objects.get(`evidence/evidence/${ref.caseId}/${key}`) ?? []).toString() || 'null'),
        verdict: (pack: string) =>
          VerdictItem.parse(items.get(`CASE#${ref.caseId} ${keys.verdict(ref.caseId, pack, 1).SK}`)).verdict,
        findings: (pack: string) =>
          z
            .array(Finding)
            .parse(
              JSON.parse(
                Buffer.from(
                  objects.get(`evidence/evidence/${ref.caseId}/_case/findings/${pack.replace('/', '@')}.json`) ?? [],
                ).toString(),
              ),
            ),
        caseId: ref.caseId,
      };
    },
  };
}
