import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { policiesByRole } from '../infra/iam.ts';
import { synthesize } from '../infra/synthesize.ts';

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
const lock = Lock.parse(JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')));

describe('a compromised dependency', () => {
  it('has to be the very bytes that were locked: every package has its digest', () => {
    const packages = Object.entries(lock.packages).filter(
      ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
    );
    expect(packages.length).toBeGreaterThan(50);
    // What comes inside another package is covered by the digest of that.
    const bundled = packages.filter(
      ([path, { integrity }]) => integrity === undefined && !/node_modules\/.*\/node_modules\//.test(path),
    );
    expect(bundled.map(([path]) => path)).toEqual([]);
  });

  it('reaches from a function no more than that function: no role has rights over roles, code, keys or accounts', () => {
    const rights = [...policiesByRole(synthesize()).values()].flat().flatMap(({ actions }) => actions);
    for (const action of rights)
      expect(action).not.toMatch(
        /^(iam|sts|organizations|ec2|ssm|secretsmanager|cloudformation):|^lambda:(?!InvokeFunction$)|kms:(Put|Schedule|Create|Disable)/,
      );
  });

  it('in a function of an agency finds neither a table nor a queue to send anything through', () => {
    for (const [role, statements] of policiesByRole(synthesize({ agencies: ['nsa'] })))
      if (/CheckAgency/.test(role))
        for (const { actions } of statements)
          for (const action of actions)
            expect(action).toMatch(/^(s3:(GetObject|GetObjectVersion|PutObject)|kms:|logs:|xray:)/);
  });
});
