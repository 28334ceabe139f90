import { ServiceUnreachable } from '../api/api-error.ts';
import { fetchOnce } from '../api/fetch-once.ts';
import { TransientError } from '../api/retry.ts';
import { CommandError } from '../command-error.ts';
import { UsageError } from '../usage-error.ts';
import type { Authorization } from './authorization.ts';

const MAX_REDIRECTS = 10;

/**
 * Signs a sample person in by the page of the local run, as a browser does: the page's form is sent with the person in it.
 * @returns the code of the sign-in
 * @throws UsageError where the page has no such person
 */
export async function codeByForm({ url, redirectUri, state }: Authorization, person: string): Promise<string> {
  const visit = visitor(redirectUri);
  const page = await visit(url);
  const action = /<form [^>]*action="([^"]+)"/.exec(page.html)?.[1];
  if (action === undefined) throw unexpected(page.url, page.html);
  const end = await visit(new URL(action, page.url).href, { person });
  const { searchParams } = new URL(end.url);
  const code = searchParams.get('code');
  if (code !== null && searchParams.get('state') === state) return code;
  if (end.status !== 400) throw unexpected(end.url, end.html);
  const ids = [...end.html.matchAll(/name="person" value="([^"]+)"/g)].map((match) => match[1]);
  throw new UsageError(`There is no sample person "${person}".`, {
    where: '--as',
    expected: `one of ${ids.join(', ')}; or vendor-<id>, somebody of any vendor`,
    cure: 'Name one of them.',
  });
}

interface Page {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

/** Gets a page or sends a form, with the cookies so far, and follows redirects to a page or to the end of the sign-in. */
function visitor(redirectUri: string) {
  const cookies = new Map<string, string>();
  return async (start: string, form?: Record<string, string>): Promise<Page> => {
    let [url, body] = [start, form && new URLSearchParams(form).toString()];
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const response = await request(url, cookies, body);
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, html: await response.text() };
      [url, body] = [new URL(location, url).href, undefined];
      if (url.startsWith(`${redirectUri}?`)) return { url, status: 303, html: '' };
    }
    throw unexpected(start, 'too many redirects');
  };
}

async function request(url: string, cookies: ReadonlyMap<string, string>, body: string | undefined): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  try {
    return await fetchOnce(url, {
      redirect: 'manual',
      headers: { cookie, ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(body !== undefined && { method: 'POST', body }),
    });
  } catch (error) {
    throw error instanceof TransientError ? new ServiceUnreachable(url, error) : error;
  }
}

function unexpected(where: string, html: string): CommandError {
  const fault = /role="alert">([^<]+)/.exec(html)?.[1];
  return new CommandError(`The sign-in failed${fault === undefined ? '' : `: ${fault}`}.`, {
    where: where.split('?')[0],
    expected: 'the sign-in page of the local run',
    cure: 'Use --as with the local run ("npm start") only; elsewhere sign in with "countersign login".',
  });
}
