import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agenciesOf } from '../../infra/agencies.ts';
import { chosenEnvironment } from '../../infra/environment.ts';
import { root, synthesize } from './synthesize.ts';

const beta = {
  retain: false,
  logRetentionDays: 30,
  reserveConcurrency: false,
  uploadsPerDay: 200,
  reviewsAtOnce: { perVendor: 1, inAll: 2 },
  requestsPerSecond: 20,
  vendors: ['acceptance'],
  mail: { from: 'countersign@example.org', wholeDomain: false },
  webhookNetworks: [],
  caseUrl: null,
  operators: [],
};

describe('the environment', () => {
  it('is the one that -c env= chooses', () => {
    const app = new App({ context: { env: 'beta', environments: { beta } } });
    const defaults = { breakGlass: false, providers: [], replicas: null, uploadRoles: {} };
    expect(chosenEnvironment(app)).toEqual({ name: 'beta', ...beta, ...defaults });
  });

  it('that is not in cdk.json is refused with the list of those that are', () => {
    const app = new App({ context: { env: 'toString', environments: { beta, prod: beta } } });
    expect(() => chosenEnvironment(app)).toThrow(/no environment "toString".*-c env=beta\|prod/);
  });

  it('has roles for uploads of its own vendors alone, which one account, role or user may take', () => {
    const chosen = (uploadRoles: unknown) => () =>
      chosenEnvironment(new App({ context: { env: 'beta', environments: { beta: { ...beta, uploadRoles } } } }));
    const uploader = { principal: 'arn:aws-us-gov:iam::111122223333:role/uploads', externalId: 'agreed-on-by-both' };
    expect(chosen({ acceptance: uploader })().uploadRoles).toEqual({ acceptance: uploader });
    expect(chosen({ acme: uploader })).toThrow(/uploadRoles[\s\S]*vendors|vendors[\s\S]*uploadRoles/);
    for (const principal of ['*', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::*:root', '111122223333'])
      expect(chosen({ acceptance: { ...uploader, principal } })).toThrow(/principal/);
    expect(chosen({ acceptance: { ...uploader, externalId: 'short' } })).toThrow(/externalId/);
  });

  it('with wrong entries is refused with every one of them', () => {
    const app = new App({
      context: { env: 'beta', environments: { beta: { ...beta, vendors: [], retian: true, operators: ['x'] } } },
    });
    expect(() => chosenEnvironment(app)).toThrow(/environments\.beta[\s\S]*retian[\s\S]*vendors[\s\S]*operators/);
  });

  it('beta passes the same rules as production, and can be removed', () => {
    const { report, resources } = synthesize({ env: 'beta' });
    expect(report.flatMap(({ violations }) => violations)).toEqual([]);
    expect(Object.values(resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
  });
});

describe('the agencies', () => {
  let policy: string;
  const pack = (name: string, content: string) => {
    mkdirSync(join(policy, name), { recursive: true });
    writeFileSync(join(policy, name, 'pack.yaml'), content);
  };
  beforeEach(() => {
    policy = mkdtempSync(join(tmpdir(), 'countersign-policy-'));
  });
  afterEach(() => rmSync(policy, { recursive: true }));

  it('are those of every pack and version, each once, without the joint criteria', () => {
    pack('us/2026.1', 'agencies: [{ id: oncd }, { id: nsa }, { id: joint }]');
    pack('us/2026.2', 'agencies: [{ id: nsa }, { id: caisi }]');
    pack('eu/2026.1', 'agencies: [{ id: ai-office }]');
    expect(agenciesOf(policy)).toEqual(['ai-office', 'caisi', 'nsa', 'oncd']);
  });

  it('of the project itself include those of the first standard', () => {
    expect(agenciesOf(join(root, 'policy'))).toEqual(expect.arrayContaining(['nsa', 'odni', 'oncd']));
  });

  it.each(['../../other', 'NSA', '_case', 'a/b', '*', ''])('"%s" is no name for one: it becomes a prefix', (id) => {
    pack('us/2026.1', `agencies: [{ id: '${id}' }]`);
    expect(() => agenciesOf(policy)).toThrow(/us\/2026\.1\/pack\.yaml/);
  });

  it('are asked for where there is no pack', () => {
    expect(() => agenciesOf(policy)).toThrow(/no <pack>\/<version>\/pack\.yaml/);
  });
});
