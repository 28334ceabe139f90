import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ITEMS, type Names, OBJECTS } from './access-table.ts';
import { Deployment, type ItemAction, type StoreName } from './simulator/deployment.ts';
import { synthesize } from './synthesize.ts';

/** Names that begin alike, and that are names of other things in keys. */
const AGENCIES = ['nsa', 'nsa-2', 'n', 'evidence', 'report', 'joint-staff'];
const deployment = new Deployment(synthesize({ agencies: AGENCIES }));
const { roles } = deployment;

const word = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);
const names: fc.Arbitrary<Names> = fc.record({
  caseId: fc.stringMatching(/^[0-9a-f]{40}$/).map((hex) => `case-${hex}`),
  bundle: fc.integer({ min: 1, max: 30 }),
  vendor: fc.oneof(word, fc.constantFrom(...AGENCIES)),
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
        expect(deployment.whoCan((role) => deployment.write(role, store, key))).toEqual(sorted(write));
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
        for (const alias of [[], ['alias/aws/s3'], ['alias/countersign-beta/vendor/acme'], ['alias/x/vendor/acme']])
          for (const action of ['kms:Decrypt', 'kms:GenerateDataKey'])
            expect(deployment.whoCan((role) => deployment.viaS3(role, action, store, keyOf(one), alias))).toEqual([]);
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
      }),
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
