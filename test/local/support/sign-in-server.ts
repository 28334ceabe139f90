import { exportJWK, generateKeyPair } from 'jose';
import { openServer } from '../../../local/http/open-server.ts';
import { issuerOf, signIn } from '../../../local/sign-in/issuer.ts';
import { peopleOf } from '../../../local/sign-in/people.ts';
import type { PoolTokens } from '../../../local/sign-in/person-claims.ts';

export const SCOPES = ['countersign/act', 'countersign/read', 'countersign/submit'];
const GROUPS = ['agency.nsa.reviewer', 'agency.nsa.principal', 'vendor.acme', 'panelist', 'standards-editor'];

/** The sign-in of the local run alone, for people of a few groups. */
export async function signInServer(
  over: { tokenSeconds?: number; callbackUrls?: string[] } = {},
  pool: Partial<PoolTokens> = {},
) {
  const server = await openServer();
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  const program = { clientId: 'acme-program', clientSecret: 's', vendor: 'acme', scopes: SCOPES, tokenSeconds: 3600 };
  const callbackUrls = [4590, 4591, 4592, 4593, 4594].map((port) => `http://127.0.0.1:${port}/callback`);
  const options = {
    url: server.url,
    clients: {
      clients: [program],
      people: [
        {
          clientId: 'people',
          name: 'people',
          callbackUrls,
          scopes: SCOPES,
          tokenSeconds: 900,
          refreshSeconds: 3600,
          ...over,
        },
      ],
    },
    people: peopleOf(GROUPS),
    pool: { id: 'pool', region: 'us-east-1', trigger: null, now: () => Date.now(), ...pool },
    scopes: SCOPES,
    keys: { jwks: { keys: [key] }, cookies: ['c'], vendors: 'master' },
  };
  server.serve(signIn(options));
  return {
    url: server.url,
    people: options.people,
    issuer: issuerOf(options),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
