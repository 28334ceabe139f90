import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { caseIdOf } from '#core/adjudication/case-id.ts';
import { OUTPUTS } from '../../cli/output/outputs.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { countersign as run } from '../cli/support/test-context.ts';
import { clientsOf } from '../local/support/clients.ts';
import { countersign, presentAssembly, temporaryFolder } from './support/countersign.ts';
import { variantZip } from './support/variant.ts';

const folder = temporaryFolder();
let runtime: Runtime;
let role: readonly [arn: string, externalId: string];

beforeAll(async () => {
  runtime = await startRuntime({ assembly: await presentAssembly(), state: join(folder.path, '.countersign') });
  const { uploadRoles, endpoints, credentials } = runtime.profile;
  const [found] = Object.entries(uploadRoles);
  if (found === undefined) throw new Error('the local deployment has no role for uploads');
  role = found;
  // The vendor's own account, as the SDK finds it.
  vi.stubEnv('AWS_ENDPOINT_URL_STS', endpoints.events);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoints.s3);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const zip = await variantZip(join(folder.path, 'bundle'), 'modest-model', (manifest) => ({
    ...manifest,
    vendor: { ...Object(manifest.vendor), id: 'acceptance' },
  }));
  await writeFile(join(folder.path, 'release.zip'), zip);
}, 240_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await runtime?.stop();
  folder.discard();
});

const submit = (...options: string[]) =>
  run(['submit', 'release.zip', '--json', ...options], {
    cwd: folder.path,
    env: { XDG_CONFIG_HOME: folder.path, XDG_STATE_HOME: folder.path },
  });

describe('a vendor that uploads from its own account', () => {
  it('comes to the verdict that the same bundle has by the addresses of the service', async () => {
    const [arn, externalId] = role;
    const { stdout, stderr, exitCode } = await submit('--role-arn', arn, '--external-id', externalId, '--wait');
    expect([exitCode, stderr.includes('100 %')]).toEqual([0, true]);
    const submitted = OUTPUTS.submit.parse(JSON.parse(stdout));
    const system = countersign(runtime.profile);
    const item = await system.caseOf(submitted.case);
    expect(item?.key).toMatch(/^vendors\/acceptance\/by-role-[0-9a-f-]+\/bundle\.zip$/);
    expect(item?.vendor).toBe('acceptance');

    const byAddresses = OUTPUTS.submit.parse(JSON.parse((await submit('--wait')).stdout));
    expect(byAddresses.case).not.toBe(submitted.case);
    expect(byAddresses.verdict).toEqual(submitted.verdict);
  }, 120_000);

  it('has no case of what it did not declare, however it came there', async () => {
    const { s3 } = clientsOf(runtime.profile);
    const system = countersign(runtime.profile);
    const cases = async () => (await system.casesOf('acceptance')).length;
    const before = await cases();
    const undeclared = 'vendors/acceptance/by-role-undeclared/bundle.zip';
    const { VersionId = '' } = await s3.send(
      new PutObjectCommand({ Bucket: system.bundles, Key: undeclared, Body: 'x' }),
    );
    // What comes after it in the queue of events has its case, and it still has none.
    const next = await submit('--wait');
    expect(next.exitCode).toBe(0);
    expect(await cases()).toBe(before + 1);
    const caseId = caseIdOf({ bucket: system.bundles, key: undeclared, versionId: VersionId });
    expect(await system.caseOf(caseId)).toBeUndefined();
  }, 120_000);

  it('is told that the upload broke off where S3 cannot be reached', async () => {
    const [arn, externalId] = role;
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:9');
    try {
      const { exitCode, stderr } = await submit('--role-arn', arn, '--external-id', externalId);
      expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/The upload broke off: [\s\S]*begins anew/)]);
      expect(stderr).not.toContain('Internal error');
    } finally {
      vi.stubEnv('AWS_ENDPOINT_URL_S3', runtime.profile.endpoints.s3);
    }
  }, 60_000);

  it('is told why the role is not given to it', async () => {
    const { exitCode, stderr } = await submit('--role-arn', role[0], '--external-id', 'another-external-id');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The role cannot be taken');
    expect(stderr).toContain('--external-id');
    const half = await submit('--role-arn', role[0]);
    expect([half.exitCode, half.stderr.includes('external id')]).toEqual([2, true]);
  }, 60_000);
});
