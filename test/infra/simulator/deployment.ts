import * as z from 'zod';
import { policiesByRole } from '../iam.ts';
import { resolver } from '../intrinsics.ts';
import type { Synthesized } from '../synthesize.ts';
import { evaluate } from './evaluate.ts';
import { type PolicyStatement, type Request, statementOf, TemplateStatement } from './statement.ts';

const Document = z.object({ Statement: z.array(TemplateStatement) });
const BucketPolicy = z.object({ Bucket: z.unknown(), PolicyDocument: Document });
const Key = z.object({ KeyPolicy: Document });

/** Requests of AWS SDKs: over TLS 1.3. */
const TLS = { 'aws:SecureTransport': ['true'], 's3:TlsVersion': ['1.3'] };

export type StoreName = 'Bundles' | 'Evidence';
export type ItemAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan' | 'BatchGetItem';

/** What the roles of a synthesized deployment can do, by the policies of the roles and of what they use. */
export class Deployment {
  /** By the name of the function or machine, such as `Api` or `CheckAgency-nsa`. */
  readonly #policies: ReadonlyMap<string, { readonly role: string; readonly policies: readonly PolicyStatement[] }>;
  readonly #resourcePolicies: ReadonlyMap<string, readonly PolicyStatement[]>;
  readonly #ids: readonly { readonly id: string; readonly type: string }[];

  constructor(synthesized: Synthesized) {
    const text = withKeys(resolver(synthesized));
    const { resources, handlerOf } = synthesized;
    this.#ids = Object.entries(resources).map(([id, { Type: type }]) => ({ id, type }));
    const names = new Map<string, string>();
    for (const [id, { Type, Properties }] of Object.entries(resources)) {
      if (Type === 'AWS::Lambda::Function') {
        const variables = z.object({ Variables: z.object({ AGENCY: z.string().optional() }) });
        const { AGENCY } = variables.parse(Properties.Environment).Variables;
        const name = handlerOf.get(id) ?? id;
        names.set(text(Properties.Role), AGENCY === undefined ? name : `${name} ${AGENCY}`);
      }
      const [, uploader] = Type === 'AWS::IAM::Role' ? (/^UploadRoles(\w+)[0-9A-F]{8}$/.exec(id) ?? []) : [];
      if (uploader !== undefined) names.set(`<${id}.Arn>`, `upload ${uploader}`);
      if (Type === 'AWS::StepFunctions::StateMachine')
        names.set(text(Properties.RoleArn), `machine ${text(Properties.StateMachineName).replace(/^.*-/, '')}`);
    }
    this.#policies = new Map(
      [...policiesByRole(synthesized, text)].map(([role, policies]) => {
        const arn = role.replace(/>$/, '.Arn>');
        return [names.get(arn) ?? role, { role: arn, policies }] as const;
      }),
    );
    this.#resourcePolicies = new Map(
      Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
        const of = (owner: string, { Statement }: z.infer<typeof Document>) =>
          [[owner, Statement.map((statement) => statementOf(statement, text))]] as const;
        if (Type === 'AWS::KMS::Key') return of(keyArn(id), Key.parse(Properties).KeyPolicy);
        if (Type !== 'AWS::S3::BucketPolicy') return [];
        const { Bucket, PolicyDocument } = BucketPolicy.parse(Properties);
        return of(text(Bucket).replace(/>$/, '.Arn>'), PolicyDocument);
      }),
    );
  }

  /** Names of all roles, sorted. */
  get roles(): string[] {
    return [...this.#policies.keys()].sort();
  }

  /** Names of the roles that can do something, sorted. */
  whoCan(can: (role: string) => boolean): string[] {
    return this.roles.filter(can);
  }

  allows(role: string, { action, resource, context = {} }: Request): boolean {
    const principal = this.#policies.get(role);
    if (principal === undefined) throw new TypeError(`no role ${role}; there are ${this.roles.join(', ')}`);
    const owner = /^(<[^>]+\.Arn>)/.exec(resource)?.[1] ?? resource;
    const request = { action, resource, context: { ...TLS, ...context } };
    return evaluate(principal, request, this.#resourcePolicies.get(owner) ?? null) === 'allowed';
  }

  /** Reads an object: S3 gives it only to who may decrypt it as well. */
  read(role: string, store: StoreName, key: string): boolean {
    return (
      this.allows(role, { action: 's3:GetObject', resource: `${this.#bucket(store)}/${key}` }) &&
      this.viaS3(role, 'kms:Decrypt', store, key)
    );
  }

  /** Writes an object in one of the ways that S3 has for it, with the key of its vendor, or of any where that one is not of the deployment. */
  write(role: string, store: StoreName, key: string, vendor = 'acceptance'): boolean {
    const resource = `${this.#bucket(store)}/${key}`;
    const puts = Object.values(PUTS).some((context) =>
      this.allows(role, { action: 's3:PutObject', resource, context }),
    );
    const owner = this.#hasKey(vendor) ? vendor : 'acceptance';
    return puts && this.viaS3(role, 'kms:GenerateDataKey', store, key, aliasesOf(owner), this.keyOf(owner));
  }

  /** Puts an object, or a part of one, by a request with these headers. */
  put(role: string, key: string, context: Request['context']): boolean {
    return this.allows(role, { action: 's3:PutObject', resource: `${this.#bucket('Bundles')}/${key}`, context });
  }

  /** Uses the key of an object in the way in which S3 does for who asks it. */
  viaS3(
    role: string,
    action: string,
    store: StoreName,
    key: string,
    aliases: readonly string[] = aliasesOf('acceptance'),
    resource = this.key,
  ): boolean {
    const bucket = this.#bucket(store);
    return this.allows(role, {
      action,
      resource,
      context: {
        'kms:ViaService': ['s3.<AWS::Region>.amazonaws.com'],
        'kms:ResourceAliases': aliases,
        // Bundles share a data key of the bucket; evidence has one per object.
        'kms:EncryptionContext:aws:s3:arn': [store === 'Bundles' ? bucket : `${bucket}/${key}`],
      },
    });
  }

  onObject(role: string, action: string, store: StoreName, key: string): boolean {
    return this.allows(role, { action, resource: `${this.#bucket(store)}/${key}` });
  }

  /** Asks for something of a bucket as a whole. */
  onBucket(role: string, action: string, store: StoreName): boolean {
    return this.allows(role, { action, resource: this.#bucket(store) });
  }

  onItem(role: string, action: ItemAction, partition: string): boolean {
    return this.allows(role, {
      action: `dynamodb:${action}`,
      resource: `<${this.#id('AWS::DynamoDB::Table', /^Cases/)}.Arn>`,
      context: { 'dynamodb:LeadingKeys': [partition] },
    });
  }

  /** Asks KMS itself. */
  onKey(role: string, action: string, key: string, context: Request['context'] = {}): boolean {
    return this.allows(role, { action, resource: key, context });
  }

  /** ARN of the key of the deployment's vendor, with which both stores encrypt what is of it. */
  get key(): string {
    return this.keyOf('acceptance');
  }

  /** ARN of the key of a vendor that the deployment has. */
  keyOf(vendor: string): string {
    return keyArn(this.#id('AWS::KMS::Key', keyId(vendor)));
  }

  #hasKey(vendor: string): boolean {
    return this.#ids.some(({ id, type }) => type === 'AWS::KMS::Key' && keyId(vendor).test(id));
  }

  get keys(): string[] {
    return this.#ids.flatMap(({ id, type }) => (type === 'AWS::KMS::Key' ? [keyArn(id)] : []));
  }

  #bucket(store: StoreName): string {
    return `<${this.#id('AWS::S3::Bucket', new RegExp(`^${store}Bucket`))}.Arn>`;
  }

  #id(type: string, name: RegExp): string {
    const ids = this.#ids.filter((one) => one.type === type && name.test(one.id));
    const [only] = ids;
    if (only === undefined || ids.length > 1) throw new TypeError(`${ids.length} resources ${type} ${name}`);
    return only.id;
  }
}

const aliasesOf = (vendor: string): readonly string[] => [`alias/countersign-prod/vendor/${vendor}`];
const keyId = (vendor: string) => new RegExp(`^VendorKeys${vendor.replaceAll(/[^A-Za-z0-9]/g, '')}[0-9A-F]{8}$`);

const SIGNED = { 's3:x-amz-content-sha256': ['0a1b'] };
const ENCRYPTED = { ...SIGNED, 's3:x-amz-server-side-encryption': ['aws:kms'] };
/** How S3 sees the requests that make an object: which headers they have, and whether there is an object after them. */
export const PUTS = {
  'an object where there is none': { ...ENCRYPTED, 's3:if-none-match': ['*'], 's3:ObjectCreationOperation': ['true'] },
  'an object over another': { ...ENCRYPTED, 's3:ObjectCreationOperation': ['true'] },
  'an upload in parts': { ...ENCRYPTED, 's3:ObjectCreationOperation': ['false'] },
  'a part': { ...SIGNED, 's3:ObjectCreationOperation': ['false'] },
  'parts together where there is no object': {
    ...{ ...SIGNED, 's3:if-none-match': ['*'], 's3:ObjectCreationOperation': ['true'] },
  },
  'parts together over an object': { ...SIGNED, 's3:ObjectCreationOperation': ['true'] },
} as const;

/** Keys by ARNs as IAM compares them: policies name some of them by a wildcard. */
const keyArn = (id: string) => `arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/${id}`;
const withKeys = (text: (value: unknown) => string) => (value: unknown) =>
  text(value).replace(/^<((?:Vendor|Signing)?Keys\w+)\.Arn>$/, (_, id: string) => keyArn(id));
