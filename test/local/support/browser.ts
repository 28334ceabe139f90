import { createHash, randomBytes } from 'node:crypto';

/** What a browser does of a sign-in: keeps cookies, sends forms, and follows redirects up to the program's own address. */
export function browser() {
  const cookies = new Map<string, string>();
  return {
    async visit(url: string, form?: Record<string, string>): Promise<{ response: Response; url: string }> {
      let [at, body]: [string, Record<string, string> | undefined] = [url, form];
      for (;;) {
        const response = await fetch(at, {
          method: body ? 'POST' : 'GET',
          redirect: 'manual',
          headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
          ...(body && { body: new URLSearchParams(body) }),
        });
        for (const set of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          if (value === '') cookies.delete(name);
          else cookies.set(name, value);
        }
        const location = response.headers.get('location');
        if (location === null) return { response, url: at };
        [at, body] = [new URL(location, at).href, undefined];
        if (at.includes('/callback?')) return { response, url: at };
      }
    },
  };
}

/** A verifier of a sign-in (RFC 7636), and what is sent of it. */
export function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
