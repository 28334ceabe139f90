import { BY_ROLE, bundleKey } from '../../functions/shared/bundle-key.ts';
import { evidenceKeys, type ReviewRef } from '../../functions/shared/evidence-keys.ts';
import { accessKeys } from '../../functions/shared/table/access-items.ts';
import { attestationKeys } from '../../functions/shared/table/attestation-items.ts';
import { ballotKeys } from '../../functions/shared/table/ballot-items.ts';
import { keys } from '../../functions/shared/table/items.ts';
import { vendorKeys } from '../../functions/shared/table/key-table.ts';
import type { ItemAction, StoreName } from './simulator/deployment.ts';

/**
 * Who may do what to which data: the whole of it. Names are those of functions; `check-agency <agency>` is the function of one agency. What is
 * not here, no role may do.
 */
export interface ObjectRights {
  readonly store: StoreName;
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** What names one object. */
export interface Names extends ReviewRef {
  readonly vendor: string;
  readonly submission: string;
  readonly evaluation: string;
  readonly pack: string;
  readonly agency: string;
}

/** The vendors that upload with a role of their own as well, in a deployment that has such; their roles are called `upload <vendor>`. */
export const UPLOADERS = ['acceptance', 'acme'] as const;

/** Each kind of object: its key, and who may read and write it. */
export const OBJECTS: Readonly<
  Record<string, { keyOf: (names: Names) => string; rights: (names: Names) => ObjectRights }>
> = {
  bundle: {
    keyOf: ({ vendor, submission }) => bundleKey(vendor, submission),
    rights: () => ({ store: 'Bundles', read: ['api', 'open-bundle', 'read-evaluation'], write: ['api'] }),
  },
  'bundle that is uploaded by role': {
    keyOf: ({ vendor, submission }) => bundleKey(vendor, `${BY_ROLE}${submission}`),
    rights: ({ vendor }) => ({
      store: 'Bundles',
      read: ['api', 'open-bundle', 'read-evaluation'],
      write: ['api', ...UPLOADERS.filter((one) => one === vendor).map((one) => `upload ${one}`)],
    }),
  },
  'index of a bundle': {
    keyOf: (names) => evidenceKeys.bundleIndex(names),
    rights: () => ({
      store: 'Evidence',
      read: ['api', 'assemble-evidence', 'decide', 'read-evaluation'],
      write: ['open-bundle'],
    }),
  },
  'evidence of an evaluation': {
    keyOf: (names) => evidenceKeys.evaluation(names, names.evaluation),
    rights: () => ({
      store: 'Evidence',
      read: ['api', 'assemble-evidence', 'read-evaluation'],
      write: ['read-evaluation'],
    }),
  },
  'reading of an evaluation': {
    keyOf: (names) => evidenceKeys.reading(names, names.evaluation),
    rights: () => ({ store: 'Evidence', read: ['api', 'read-evaluation'], write: ['read-evaluation'] }),
  },
  findings: {
    keyOf: (names) => evidenceKeys.findings(names, names.pack),
    rights: () => ({ store: 'Evidence', read: ['api', 'decide'], write: ['decide'] }),
  },
  'evidence of an agency': {
    keyOf: (names) => evidenceKeys.agencyEvidence(names, names.agency, names.pack),
    rights: ({ agency }) => ({
      store: 'Evidence',
      read: [`check-agency ${agency}`],
      write: ['assemble-evidence'],
    }),
  },
  'report of an agency': {
    keyOf: (names) => evidenceKeys.report(names, names.agency, names.pack),
    rights: ({ agency }) => ({ store: 'Evidence', read: ['decide'], write: [`check-agency ${agency}`] }),
  },
  'joint report': {
    keyOf: (names) => evidenceKeys.report(names, 'joint', names.pack),
    rights: () => ({ store: 'Evidence', read: ['decide'], write: ['assemble-evidence'] }),
  },
};

export type ItemRights = Readonly<Partial<Record<ItemAction, readonly string[]>>>;

const WRITERS_OF_CASES = ['adjudicate', 'api', 'decide', 'open-case', 'sweep-uploads'];

/** Each kind of items of the table: its partition, and who may do what there. */
export const ITEMS: Readonly<Record<string, { partition: (id: string) => string; rights: ItemRights }>> = {
  'case, its verdicts and its events': {
    partition: (id) => keys.case(id).PK,
    rights: {
      GetItem: [
        ...['adjudicate', 'api', 'decide', 'open-case', 'relay', 'request-determination', 'retain', 'sweep-uploads'],
        'wake',
      ],
      PutItem: [...WRITERS_OF_CASES, 'retain'],
      Query: ['api', 'attest', 'decide', 'open-case', 'retain', 'sweep-uploads'],
    },
  },
  'what is owed in a case': {
    partition: (id) => keys.duty(id, 'p/2026.1', 'nsa').PK,
    rights: { PutItem: WRITERS_OF_CASES, DeleteItem: WRITERS_OF_CASES },
  },
  'ledger of accesses': {
    partition: accessKeys.ledger,
    rights: { PutItem: ['api', 'assemble-evidence', 'open-bundle'], Query: ['adjudicate', 'api', 'decide'] },
  },
  'what is known of readers': {
    partition: (id) => accessKeys.salt(id).PK,
    rights: { GetItem: ['api'], PutItem: ['api'], UpdateItem: ['api'] },
  },
  'tokens of the workflow': {
    partition: (id) => keys.task(id, 'p/2026.1', 'nsa').PK,
    rights: { PutItem: ['request-determination'], DeleteItem: ['request-determination', 'wake'], Query: ['wake'] },
  },
  'client of a vendor': { partition: (id) => keys.client(id).PK, rights: { GetItem: ['api'] } },
  submission: {
    partition: (id) => keys.submission(id).PK,
    rights: { GetItem: ['api', 'open-case', 'sweep-uploads'], PutItem: ['api'] },
  },
  'signature on a verdict': {
    partition: (id) => attestationKeys.attestation(id, 'p/2026.1', 1).PK,
    rights: { GetItem: ['api', 'attest'], PutItem: ['attest'], Query: ['attest'] },
  },
  'standard in the log': {
    partition: (id) => attestationKeys.loggedStandard(id).PK,
    rights: { GetItem: ['attest'], PutItem: ['attest'] },
  },
  'keys of the service': {
    partition: () => attestationKeys.log().PK,
    rights: { GetItem: ['attest', 'transparency'], PutItem: ['attest'], Query: ['attest', 'transparency'] },
  },
  'keys of a vendor': {
    partition: (id) => vendorKeys(id),
    rights: { PutItem: ['api'], Query: ['api', 'open-bundle'] },
  },
  'decision in the register': {
    partition: (id) => keys.register(id).PK,
    rights: { PutItem: WRITERS_OF_CASES, DeleteItem: WRITERS_OF_CASES, Query: ['api'] },
  },
  'turn of a review': {
    partition: (id) => `TURN#${id}`,
    rights: {
      PutItem: ['open-case', 'start-review', 'sweep-uploads'],
      DeleteItem: ['decide', 'open-case', 'start-review', 'sweep-uploads'],
      Query: ['decide', 'open-case', 'start-review', 'sweep-uploads'],
    },
  },
  'uploads of a day': { partition: (id) => `QUOTA#${id}`, rights: { UpdateItem: ['api'] } },
  precedents: { partition: (id) => keys.precedents(id).PK, rights: { PutItem: ['api'], Query: ['api'] } },
  ballot: {
    partition: (id) => ballotKeys.ballot(id).PK,
    rights: { GetItem: ['api'], PutItem: ['api'], Query: ['api'] },
  },
  'how a party is told': {
    partition: (id) => `SETTINGS#${id}`,
    rights: { GetItem: ['api', 'deliver', 'notify'], PutItem: ['api'] },
  },
  'notices of a party': {
    partition: (id) => `OUTBOX#${id}`,
    rights: { GetItem: ['api', 'deliver', 'notify'], PutItem: ['api', 'deliver', 'notify'], Query: ['api'] },
  },
};
