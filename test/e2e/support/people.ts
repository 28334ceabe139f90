import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { CaseCommand } from '#core/api/procedure-wire.ts';
import { CaseLog, CommandAnswer, Queue } from '#core/api/procedure-wire.ts';
import { CaseView } from '#core/api/wire.ts';
import type { Profile } from '../../../local/state/profile.ts';
import { browser, pkce } from '../../local/support/browser.ts';

const SCOPES = 'countersign/submit countersign/read countersign/act';
const Token = z.object({ access_token: z.string() });
const Problem = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The action of a command, as the API takes it. */
export type ActionInput = z.input<typeof CaseCommand>['do'];

/** What the API said: the answer, or why not. */
export type Said<T> = { status: number; answer: T } | { status: number; code: string; message: string };

/** One of those that the template allows the command line. */
const CALLBACK = 'http://127.0.0.1:4590/callback';

/** Sample people of a running Countersign, each at the API with a token of their own. */
export function peopleOf({ api, signIn: { url: signInUrl, clientId } = { url: '', clientId: '' } }: Profile) {
  const tokens = new Map<string, Promise<string>>();

  async function signIn(person: string): Promise<string> {
    const { visit } = browser();
    const { verifier, challenge } = pkce();
    const asked = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: CALLBACK,
      scope: SCOPES,
      state: 'test',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    const page = await visit(`${signInUrl}/oauth2/authorize?${new URLSearchParams(asked)}`);
    const end = new URL((await visit(page.url, { person })).url);
    const form = {
      client_id: clientId,
      grant_type: 'authorization_code',
      code: end.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    };
    const response = await fetch(`${signInUrl}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
    return Token.parse(await response.json()).access_token;
  }

  async function call<S extends z.ZodType>(
    person: string,
    method: string,
    path: string,
    schema: S,
    body?: unknown,
  ): Promise<Said<z.infer<S>>> {
    for (let again = 1; ; again -= 1) {
      const token = tokens.get(person) ?? signIn(person);
      tokens.set(person, token);
      const response = await fetch(`${api}${path}`, {
        method,
        headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const said: unknown = await response.json();
      if (response.ok) return { status: response.status, answer: schema.parse(said) };
      const problem = Problem.safeParse(said);
      const error = problem.success ? problem.data.error : { code: 'none', message: JSON.stringify(said) };
      // A leap of the clock ends every token, and makes every sign-in an old one.
      const over = response.status === 401 || error.code === 'sign-in-old';
      if (!over || again === 0) return { status: response.status, ...error };
      tokens.delete(person);
    }
  }

  return (person: string) => ({
    get: <S extends z.ZodType>(path: string, schema: S) => call(person, 'GET', path, schema),
    post: <S extends z.ZodType>(path: string, body: unknown, schema: S) => call(person, 'POST', path, schema, body),
    put: <S extends z.ZodType>(path: string, body: unknown, schema: S) => call(person, 'PUT', path, schema, body),
    queue: (party?: string) => call(person, 'GET', `/queue${party === undefined ? '' : `?party=${party}`}`, Queue),
    view: (caseId: string) => call(person, 'GET', `/cases/${caseId}`, CaseView),
    log: (caseId: string) => call(person, 'GET', `/cases/${caseId}/events`, CaseLog),
    /** What the API says to an action of somebody who has seen an event last; an empty message where it is done. */
    async tries(caseId: string, standard: string, action: ActionInput, expected: number) {
      const command = { id: randomUUID(), standard, do: action, expected };
      const said = await call(person, 'POST', `/cases/${caseId}/commands`, CommandAnswer, command);
      return { status: said.status, message: 'message' in said ? said.message : '' };
    },
    /** What an action leads to: the types of its events, or why it is refused. */
    async does(
      caseId: string,
      standard: string,
      action: ActionInput,
      more: { id?: string; expected?: number } = {},
    ): Promise<string[] | string> {
      const command = { id: randomUUID(), standard, do: action, ...more };
      const said = await call(person, 'POST', `/cases/${caseId}/commands`, CommandAnswer, command);
      return 'answer' in said ? said.answer.events.map(({ type }) => type) : said.message;
    },
  });
}
