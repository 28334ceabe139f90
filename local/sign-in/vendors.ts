import { createHmac } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

/** A vendor's id, as it may stand in manifests and in the keys of uploads. */
const VENDOR = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const PREFIX = 'vendor-';

/** The id and the secret by which a program signs in. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The text cannot be a vendor's id. */
export class NotAVendor extends Error {
  override name = 'NotAVendor';
  constructor(vendor: string) {
    super(
      `"${vendor}" cannot be the id of a vendor: expected lower-case letters, digits, ".", "_" and "-", 1 to 64 characters`,
    );
  }
}

/**
 * The client of any vendor on this machine: whoever has the state folder may try the review in every vendor's name, so each
 * vendor has a client from the start, its secret derived from one of the state folder.
 * @throws {NotAVendor}
 */
export function vendorCredentials(vendor: string, masterSecret: string): ClientCredentials {
  if (!VENDOR.test(vendor)) throw new NotAVendor(vendor);
  const clientId = vendorClientId(vendor);
  return { clientId, clientSecret: createHmac('sha256', masterSecret).update(clientId).digest('base64url') };
}

/** The id of a vendor's client; people of the vendor have the same. */
export const vendorClientId = (vendor: string) => `${PREFIX}${vendor}`;

/** The vendor that such an id names, if it is one of these. */
export function vendorOfClient(clientId: string): string | null {
  const vendor = clientId.startsWith(PREFIX) ? clientId.slice(PREFIX.length) : '';
  return VENDOR.test(vendor) ? vendor : null;
}

/** Writes which vendor a client acts for, as an operator does when a vendor is admitted. */
export async function admitClient(
  dynamodb: DynamoDBClient,
  table: string,
  clientId: string,
  vendor: string,
): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: table,
      Item: { PK: { S: `CLIENT#${clientId}` }, SK: { S: 'CLIENT' }, vendor: { S: vendor } },
    }),
  );
}
