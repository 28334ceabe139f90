import * as z from 'zod';
import type { Deployment } from '../template/deployment.ts';
import { IamRole } from './resource.ts';

const AssumeRole = z.object({
  Action: z.literal('AssumeRole'),
  RoleArn: z.string(),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  ExternalId: z.string(),
  DurationSeconds: z.coerce.number().int().min(900).max(3_600).default(3_600),
});

/** The role cannot be taken. */
export class RoleRefused extends Error {
  override name = 'RoleRefused';
  readonly code = 'AccessDenied';
}

/** STS: gives the roles of the template that ask for an external id, as far as somebody from outside takes them. */
export class SecurityTokens {
  readonly #roles: ReadonlyMap<string, string>;
  readonly #credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly #now: () => number;

  constructor(
    deployment: Deployment,
    credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
    now: () => number,
  ) {
    this.#credentials = credentials;
    this.#now = now;
    this.#roles = new Map(
      deployment.all(IamRole).flatMap(({ attributes, properties }) =>
        properties.AssumeRolePolicyDocument.Statement.flatMap(({ Condition }) => {
          const id = Condition?.StringEquals?.['sts:ExternalId'];
          return id === undefined ? [] : [[z.string().parse(attributes.Arn), id] as const];
        }),
      ),
    );
  }

  /** ARN of each role that may be taken -> the external id that it asks for. */
  get roles(): Record<string, string> {
    return Object.fromEntries(this.#roles);
  }

  /**
   * Answers a request of the query protocol, in XML. Its credentials are those of this machine, which has one user.
   * @throws {RoleRefused} and z.ZodError
   */
  answer(form: URLSearchParams): string {
    const { RoleArn, RoleSessionName, ExternalId, DurationSeconds } = AssumeRole.parse(Object.fromEntries(form));
    if (this.#roles.get(RoleArn) !== ExternalId)
      throw new RoleRefused(`Not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`);
    const { accessKeyId, secretAccessKey } = this.#credentials;
    const end = new Date(this.#now() + DurationSeconds * 1000).toISOString();
    return [
      '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>',
      `<AssumedRoleUser><Arn>${RoleArn}/${RoleSessionName}</Arn><AssumedRoleId>LOCAL:${RoleSessionName}</AssumedRoleId></AssumedRoleUser>`,
      `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>`,
      `<SessionToken>local</SessionToken><Expiration>${end}</Expiration></Credentials>`,
      '</AssumeRoleResult></AssumeRoleResponse>',
    ].join('');
  }
}
