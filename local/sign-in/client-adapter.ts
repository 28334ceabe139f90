import type { AdapterPayload } from 'oidc-provider';
import type { PeopleClient, VendorClient } from './clients.ts';
import { MemoryAdapter } from './memory-adapter.ts';
import { vendorCredentials, vendorOfClient } from './vendors.ts';

/** A client, and the audience of its tokens. */
export type KnownClient = (VendorClient | PeopleClient) & { readonly audience: string };
export type FindClient = (clientId: string) => KnownClient | null;

export interface Clients {
  /** The clients of vendors' programs in the template, at least one. */
  readonly clients: readonly VendorClient[];
  /** The clients with which people sign in. */
  readonly people: readonly PeopleClient[];
}

/**
 * A client of the template, or that of any vendor, whose tokens are then for the audience of the first.
 * @param masterSecret what the secrets of the vendors' clients are derived from
 */
export function clientFinder({ clients, people }: Clients, masterSecret: string): FindClient {
  const [first] = clients;
  return (clientId) => {
    const own = [...clients, ...people].find((client) => client.clientId === clientId);
    if (own) return { ...own, audience: own.clientId };
    const vendor = vendorOfClient(clientId);
    if (vendor === null || !first) return null;
    return { ...first, ...vendorCredentials(vendor, masterSecret), vendor, audience: first.clientId };
  };
}

/** Tells the provider of clients that no configuration lists. */
export class ClientAdapter extends MemoryAdapter {
  readonly #find: FindClient;

  constructor(find: FindClient) {
    super();
    this.#find = find;
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const client = this.#find(id);
    if (!client) return undefined;
    const common = { client_id: client.clientId, scope: client.scopes.join(' ') };
    if ('vendor' in client)
      return {
        ...common,
        client_secret: client.clientSecret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      };
    return {
      ...common,
      // As on Cognito, and other than for a client of type `native`, a port counts.
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [...client.callbackUrls],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
  }
}
