import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { BodyTooLarge, readBody } from '../http/body.ts';
import { faultPage, PAGE_HEADERS, signInPage } from './page.ts';
import type { People, Person } from './people.ts';
import { vendorClientId } from './vendors.ts';

/** Where the provider sends somebody who has to say who they are. */
export const interactionPath = (uid: string) => `/sign-in/${uid}`;
export const isInteraction = (path: string) => path.startsWith('/sign-in/');

const MAX_FORM_BYTES = 10_000;

/** The page on which people sign in. Each sign-in is bound by a cookie to the browser that began it. */
export function interactions(provider: Provider, people: People): RequestListener {
  return (request, response) => {
    answer(provider, people, request, response).catch((error: unknown) => {
      const ended = error instanceof errors.SessionNotFound || error instanceof BodyTooLarge;
      const fault = ended ? 'This sign-in has ended, or began in another browser.' : 'Something failed on our side.';
      send(response, ended ? 400 : 500, faultPage(fault));
    });
  };
}

async function answer(provider: Provider, people: People, request: IncomingMessage, response: ServerResponse) {
  const { uid } = await provider.interactionDetails(request, response);
  const show = (status: number, fault: string | null) =>
    send(response, status, signInPage(people, interactionPath(uid), fault));
  if (request.method !== 'POST') return show(200, null);
  const form = new URLSearchParams((await readBody(request, MAX_FORM_BYTES)).toString());
  const person = chosen(people, form);
  if (person === null) return show(400, 'There is nobody of that name. Choose somebody from the page.');
  const result = { login: { accountId: person.id, remember: false } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function chosen(people: People, form: URLSearchParams): Person | null {
  const vendor = form.get('vendor');
  return people.find(form.get('person') ?? (vendor === null ? '' : vendorClientId(vendor)));
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, PAGE_HEADERS).end(html);
}
