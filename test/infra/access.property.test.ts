import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BY_ROLE, bundleKey } from '../../functions/shared/bundle-key.ts';
import { UPLOAD_ARRIVED, UPLOAD_SOURCE } from '../../functions/shared/opening/upload-arrived.ts';
import { uploadArrived } from '../../infra/constructs/case-opening.ts';
import { ITEMS, type Names, OBJECTS, UPLOADERS } from './access-table.ts';
import { productionWith } from './environment-with.ts';
import { Deployment, type ItemAction, PUTS, type StoreName } from './simulator/deployment.ts';
import { synthesize } from './synthesize.ts';

/** Names that begin alike, and that are names of other things in keys. */
const AGENCIES = ['nsa', 'nsa-2', 'n', 'evidence', 'report', 'joint-staff'];
const uploader = { principal: 'arn:aws:iam::111122223333:role/uploads', externalId: 'agreed-on-by-both' };
const context = productionWith({
  vendors: ['acceptance', 'acme', 'acme-2'],
  uploadRoles: Object.fromEntries(UPLOADERS.map((vendor) => [vendor, uploader])),
});
const synthesized = synthesize({ agencies: AGENCIES, context });
const deployment = new Deployment(synthesized);
const { roles } = deployment;

const word = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);
const names: fc.Arbitrary<Names> = fc.record({
  caseId: fc.stringMatching(/^[0-9a-f]{40}$/).map((hex) => `case-${hex}`),
  bundle: fc.integer({ min: 1, max: 30 }),
  vendor: fc.oneof(word, fc.constantFrom(...AGENCIES, ...UPLOADERS, 'acme-2')),
  submission: fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/),
  // A vendor chooses the ids of evaluations.
  evaluation: fc.oneof(word, fc.constantFrom(...AGENCIES, 'joint', 'evidence.json', 'report.json', '_case')),
  pack: fc.stringMatching(/^[a-z]{1,8}\/20[0-9]{2}\.[0-9]$/),
  agency: fc.constantFrom(...AGENCIES),
});
const RUNS = { numRuns: 100 };
const sorted = (list: readonly string[] = []) => [...list].sort();

describe('access of roles to objects is what the table says', () => {
  it.each(Object.entries(OBJECTS))('%s', (_, { keyOf, rights }) => {
    fc.assert(
      fc.property(names, (one) => {
        const key = keyOf(one);
        const { store, read, write } = rights(one);
        expect(deployment.whoCan((role) => deployment.read(role, store, key))).toEqual(sorted(read));
        expect(deployment.whoCan((role) => deployment.write(role, store, key, one.vendor))).toEqual(sorted(write));
      }),
      RUNS,
    );
  });

  it('and whoever may not read an object may not decrypt it either, where each has a data key of its own', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...Object.values(OBJECTS)), (one, { keyOf, rights }) => {
        const { store, read, write } = rights(one);
        fc.pre(store === 'Evidence');
        const may = deployment.whoCan((role) => deployment.viaS3(role, 'kms:Decrypt', store, keyOf(one)));
        // S3 decrypts as well when it puts together what a role writes.
        expect(may).toEqual(sorted([...new Set([...read, ...write])]));
      }),
      RUNS,
    );
  });

  it('one role deletes versions of bundles and evidence, and reads and writes none; no other object is in its reach', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...Object.values(OBJECTS)), fc.string(), (one, { keyOf, rights }, other) => {
        const { store, read, write } = rights(one);
        const may = (key: string) =>
          deployment.whoCan((role) => deployment.onObject(role, 's3:DeleteObjectVersion', store, key));
        expect(may(keyOf(one))).toEqual(['retain']);
        expect([...read, ...write]).not.toContain('retain');
        fc.pre(!/^evidence\/|^vendors\/.*\/bundle\.zip$/s.test(other));
        expect(may(other)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('no role deletes an object by a marker, changes its retention or its access, or lists what it may not read', () => {
    const actions = [
      ...['s3:DeleteObject', 's3:PutObjectAcl', 's3:PutObjectRetention', 's3:RestoreObject'],
      ...['s3:PutObjectLegalHold', 's3:BypassGovernanceRetention', 's3:ReplicateObject', 's3:PutObjectTagging'],
    ];
    fc.assert(
      fc.property(names, fc.constantFrom(...Object.values(OBJECTS)), (one, { keyOf, rights }) => {
        const { store } = rights(one);
        for (const action of actions)
          expect(deployment.whoCan((role) => deployment.onObject(role, action, store, keyOf(one)))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the role by which a vendor uploads', () => {
  const other = fc.constantFrom('acme-2', 'acceptance', 'acme', 'other');
  const submission = fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/);

  it('makes an object where there is none, and no other: signed, under the key of its vendor', () => {
    const key = bundleKey('acme', `${BY_ROLE}1`);
    const may = (context: Record<string, readonly string[]>) => deployment.put('upload acme', key, context);
    expect(Object.entries(PUTS).filter(([, context]) => may(context))).toEqual(
      Object.entries(PUTS).filter(([way]) => !/over/.test(way)),
    );
    const put = PUTS['an object where there is none'];
    expect(may({ ...put, 's3:x-amz-server-side-encryption': ['AES256'] })).toBe(false);
    expect(may({ ...put, 's3:x-amz-storage-class': ['GLACIER'] })).toBe(false);
    for (const unsigned of ['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])
      expect(may({ ...put, 's3:x-amz-content-sha256': [unsigned] })).toBe(false);
    expect(may({ ...put, 'aws:SecureTransport': ['false'] })).toBe(false);
    expect(may({ ...put, 's3:TlsVersion': ['1.1'] })).toBe(false);
  });

  it('has nothing outside submissions by role of its own vendor, and reads, lists and deletes nothing there either', () => {
    const actions = [
      ...['s3:GetObject', 's3:GetObjectVersion', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectTagging'],
      ...['s3:GetObjectAttributes', 's3:PutObjectAcl', 's3:RestoreObject', 's3:GetObjectTagging'],
    ];
    fc.assert(
      fc.property(other, submission, fc.constantFrom(...actions), (vendor, id, action) => {
        const may = (key: string) => Object.values(PUTS).some((put) => deployment.put('upload acme', key, put));
        expect(may(bundleKey(vendor, id))).toBe(vendor === 'acme' && id.startsWith(BY_ROLE));
        expect(may(bundleKey(vendor, `${BY_ROLE}${id}`))).toBe(vendor === 'acme');
        expect(may(`evidence/${vendor}/${BY_ROLE}${id}/bundle.zip`)).toBe(false);
        expect(deployment.onObject('upload acme', action, 'Bundles', bundleKey('acme', `${BY_ROLE}${id}`))).toBe(false);
        for (const list of ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'])
          expect(deployment.onBucket('upload acme', list, 'Bundles')).toBe(false);
      }),
      RUNS,
    );
  });

  it('uses the key of its vendor through S3 for bundles, and no other', () => {
    const key = bundleKey('acme', `${BY_ROLE}1`);
    const may = (store: StoreName, vendor: string, action = 'kms:GenerateDataKey') =>
      deployment.viaS3('upload acme', action, store, key, [], deployment.keyOf(vendor));
    expect(may('Bundles', 'acme')).toBe(true);
    expect(may('Bundles', 'acme', 'kms:CreateGrant')).toBe(false);
    expect(may('Evidence', 'acme')).toBe(false);
    for (const vendor of ['acceptance', 'acme-2']) expect(may('Bundles', vendor)).toBe(false);
  });

  it('is taken by whom the environment names, with the external id, and by nobody else', () => {
    const { resources } = synthesized;
    const trusts = Object.entries(resources).filter(
      ([id, { Type }]) => Type === 'AWS::IAM::Role' && /^UploadRoles/.test(id),
    );
    expect(trusts).toHaveLength(UPLOADERS.length);
    expect(synthesized.report.flatMap(({ violations }) => violations)).toEqual([]);
    for (const [, { Properties }] of trusts)
      expect(Properties.AssumeRolePolicyDocument).toMatchObject({
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Principal: { AWS: uploader.principal },
            Condition: { StringEquals: { 'sts:ExternalId': uploader.externalId } },
          },
        ],
      });
  });

  it('is said to be what was declared by an event that only the API puts', () => {
    expect([uploadArrived.source, uploadArrived.detailType]).toEqual([UPLOAD_SOURCE, UPLOAD_ARRIVED]);
    const put = (role: string, source: string) =>
      deployment.allows(role, {
        action: 'events:PutEvents',
        resource: 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default',
        context: { 'events:source': [source] },
      });
    expect(deployment.whoCan((role) => put(role, UPLOAD_SOURCE))).toEqual(['api']);
    expect(deployment.whoCan((role) => put(role, 'countersign'))).toEqual([]);
  });
});

describe('access of roles to items is what the table says', () => {
  const ACTIONS: readonly ItemAction[] = [
    ...(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem'] as const),
  ];
  const id = fc.oneof(word, fc.constantFrom('CASE#x', 'vendor:acme', '', 'a#b'));
  it.each(Object.entries(ITEMS))('%s', (_, { partition, rights }) => {
    fc.assert(
      fc.property(id, fc.constantFrom(...ACTIONS), (one, action) => {
        const can = deployment.whoCan((role) => deployment.onItem(role, action, partition(one)));
        expect(can, action).toEqual(sorted(rights[action]));
      }),
      RUNS,
    );
  });

  it('of every other partition nobody has any', () => {
    const known = Object.values(ITEMS).map(({ partition }) => partition('x').replace(/#.*$/, '#'));
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...ACTIONS), (partition, action) => {
        fc.pre(!known.some((prefix) => partition.startsWith(prefix)));
        expect(deployment.whoCan((role) => deployment.onItem(role, action, partition))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('no role removes an event, a verdict or a record of the ledger', () => {
    for (const kind of ['case, its verdicts and its events', 'ledger of accesses']) {
      const partition = ITEMS[kind]?.partition(`case-${'0'.repeat(40)}`) ?? '';
      for (const action of ['DeleteItem', 'UpdateItem'] as const)
        expect(deployment.whoCan((role) => deployment.onItem(role, action, partition))).toEqual([]);
    }
  });
});

describe('keys of vendors', () => {
  it('are told by their alias: no other key of the account serves for an object', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...Object.values(OBJECTS)), (one, { keyOf, rights }) => {
        const { store } = rights(one);
        // The role of a vendor names the one key that it may use itself.
        for (const alias of [[], ['alias/aws/s3'], ['alias/countersign-beta/vendor/acme'], ['alias/x/vendor/acme']])
          for (const action of ['kms:Decrypt', 'kms:GenerateDataKey'])
            expect(
              deployment
                .whoCan((role) => deployment.viaS3(role, action, store, keyOf(one), alias))
                .filter((role) => role !== 'upload acceptance'),
            ).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('keys', () => {
  const USES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
  const RULES = [
    ...['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:RetireGrant'],
    ...['kms:DeleteImportedKeyMaterial', 'kms:UpdateAlias', 'kms:DisableKeyRotation'],
  ];

  it('are used by no role directly, and ruled by none', () => {
    for (const key of deployment.keys)
      for (const action of [...USES, ...RULES])
        expect(
          deployment.whoCan((role) => deployment.onKey(role, action, key)),
          `${action} ${key}`,
        ).toEqual([]);
  });

  it('of one kind of data are of no use for another, whatever service is said to ask', () => {
    const via = { 'kms:ViaService': ['s3.<AWS::Region>.amazonaws.com'] };
    fc.assert(
      fc.property(names, fc.constantFrom<StoreName>('Bundles', 'Evidence'), (one, store) => {
        // With the key of one store, the object of the other.
        const other = store === 'Bundles' ? '<EvidenceBucket.Arn>' : '<BundlesBucket.Arn>';
        for (const { keyOf } of Object.values(OBJECTS)) {
          const context = { ...via, 'kms:EncryptionContext:aws:s3:arn': [`${other}/${keyOf(one)}`] };
          const can = deployment.whoCan((role) => deployment.onKey(role, 'kms:Decrypt', deployment.key, context));
          expect(can).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

it('every role of the deployment is in the table, or touches no data of a case', () => {
  const listed = new Set([
    ...Object.values(OBJECTS).flatMap(({ rights }) =>
      AGENCIES.flatMap((agency) => {
        const { read, write } = rights({ ...EXAMPLE, agency });
        return [...read, ...write];
      }).concat(UPLOADERS.flatMap((vendor) => rights({ ...EXAMPLE, vendor }).write)),
    ),
    ...Object.values(ITEMS).flatMap(({ rights }) => Object.values(rights).flat()),
  ]);
  expect(roles.filter((role) => !listed.has(role))).toEqual([
    'console',
    'machine procedure',
    'machine review',
    'sign-in',
  ]);
});

const EXAMPLE: Names = {
  ...{
    caseId: `case-${'0'.repeat(40)}`,
    bundle: 1,
    vendor: 'acme',
    submission: 's',
    evaluation: 'e',
    pack: 'p/2026.1',
  },
  agency: 'nsa',
};
