import type { App } from 'aws-cdk-lib';
import * as z from 'zod';

const providerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{2,31}$/, 'a letter, then letters, digits and "-", 3 to 32');

const SecondFactor = z.strictObject({
  claim: z.string().min(1).describe('Claim of its ID token, or attribute of its assertion'),
  values: z.array(z.string().min(1)).min(1).describe('Those of its values that say that a second factor was asked for'),
});

/** An organisation whose own sign-in says who somebody is. What they may do is said here, by groups of the user pool. */
const IdentityProvider = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('oidc'),
    name: providerName,
    issuer: z.url({ protocol: /^https$/ }),
    clientId: z.string().min(1),
    clientSecret: z
      .templateLiteral([z.literal('{{resolve:secretsmanager:'), z.string(), z.literal('}}')])
      .describe('A reference to Secrets Manager: no secret stands in a template'),
    email: z.string().default('email').describe('Claim with the e-mail address'),
    secondFactor: SecondFactor.nullable()
      .default(null)
      .describe('How it says that it asked for a second factor; null: who signs in there reads, and decides nothing'),
  }),
  z.strictObject({
    kind: z.literal('saml'),
    name: providerName,
    metadata: z.url({ protocol: /^https$/ }).describe('Address of the metadata of the provider'),
    email: z.string().default('http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'),
    secondFactor: SecondFactor.nullable().default(null),
  }),
]);
export type IdentityProvider = z.infer<typeof IdentityProvider>;
/** Who may act as a vendor's role, by which it uploads from its own account. */
const Uploader = z.strictObject({
  principal: z
    .string()
    .regex(
      /^arn:aws[\w-]*:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/,
      'Expected the ARN of an account (…:root), a role or a user.',
    ),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{16,1224}$/, 'Expected 16 characters or more, agreed on with the vendor.')
    .describe('What the vendor states when it takes the role (sts:ExternalId)'),
});
export type Uploader = z.infer<typeof Uploader>;
/** Where copies of a bucket's objects lie: ARNs of a bucket and a key in another region. */
const Replica = z.strictObject({
  bucket: z.string().regex(/^arn:aws[\w-]*:s3:::[a-z0-9.-]+$/, 'Expected the ARN of a bucket.'),
  key: z.string().regex(/^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+$/, 'Expected the ARN of a key.'),
});
export type Replica = z.infer<typeof Replica>;

/** How one deployment differs from another; `cdk.json` holds one entry per name under `context.environments`. */
export const Environment = z
  .strictObject({
    retain: z.boolean().describe('Data and keys outlive their stack, and the stacks refuse deletion'),
    logRetentionDays: z.int().positive().describe('One of the periods that CloudWatch Logs knows'),
    reserveConcurrency: z
      .boolean()
      .describe('Every function has a share of the account of its own; needs a quota of about 1000'),
    reviewsAtOnce: z
      .strictObject({ perVendor: z.int().positive(), inAll: z.int().positive() })
      .refine(({ perVendor, inAll }) => perVendor <= inAll, 'A vendor cannot have more than there are in all.')
      .describe('Reviews that run at once; the others wait for a turn. Each may take 40 of the account of functions'),
    uploadsPerDay: z.int().positive().describe('Uploads that a vendor may start in a day (UTC)'),
    requestsPerSecond: z.int().positive().describe('Steady rate of the API over all vendors; bursts may be twice that'),
    vendors: z
      .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/))
      .min(1)
      .describe('Each has client credentials of its own; `acceptance` is the one that acceptance tests submit as'),
    uploadRoles: z
      .record(z.string(), Uploader)
      .default({})
      .describe('Vendors that upload from their own account as well: id of the vendor to who may take its role'),
    mail: z
      .strictObject({
        from: z.email().describe('The address that notices come from'),
        wholeDomain: z
          .boolean()
          .describe('SES verifies its domain (DKIM records), not the address alone (a mail to it)'),
      })
      .describe('Identity of SES'),
    webhookNetworks: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .describe('Networks that are not public and that webhooks may go to; for tests on one machine alone'),
    caseUrl: z
      .templateLiteral([z.literal('https://'), z.string()])
      .refine((url) => url.includes('{caseId}'), 'Expected {caseId} in it.')
      .nullable()
      .describe('Address of a case, with {caseId} in it, for the links in notices'),
    providers: z
      .array(IdentityProvider)
      .default([])
      .describe(
        'Providers of agencies and vendors by which people sign in; with none, all have accounts of the user pool',
      ),
    breakGlass: z
      .boolean()
      .default(false)
      .describe('People of a group of their own may open an emergency access to the evidence of a case'),
    replicas: z
      .strictObject({ bundles: Replica, evidence: Replica })
      .nullable()
      .default(null)
      .describe('Copies in another region (outputs of the stack of `infra/replicas.ts`); null where there are none'),
    operators: z.array(z.email()).describe('Who is told of alarms'),
  })
  .refine(({ vendors, uploadRoles }) => Object.keys(uploadRoles).every((id) => vendors.includes(id)), {
    path: ['uploadRoles'],
    message: 'Expected ids that stand under vendors.',
  });
export type Environment = z.infer<typeof Environment> & { readonly name: string };

/** The deployment that was asked for is not in `cdk.json`, or its entry is not what the schema says. */
export class EnvironmentConfigurationError extends Error {
  override readonly name = 'EnvironmentConfigurationError';
}

/**
 * The deployment that `-c env=<name>` chooses.
 * @throws EnvironmentConfigurationError that names what is missing or wrong, and where.
 */
export function chosenEnvironment(app: App): Environment {
  const name = z.string().catch('').parse(app.node.tryGetContext('env'));
  const all = z.record(z.string(), z.unknown()).catch({}).parse(app.node.tryGetContext('environments'));
  if (!Object.hasOwn(all, name))
    throw new EnvironmentConfigurationError(
      `no environment "${name}" under context.environments of cdk.json; choose one with -c env=${Object.keys(all).join('|')}`,
    );
  const parsed = Environment.safeParse(all[name]);
  if (!parsed.success)
    throw new EnvironmentConfigurationError(
      `cdk.json, context.environments.${name}:\n${z.prettifyError(parsed.error)}`,
      { cause: parsed.error },
    );
  return { name, ...parsed.data };
}
