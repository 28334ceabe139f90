import { Queue } from '#core/api/procedure-wire.ts';
import { CaseList, CaseView } from '#core/api/wire.ts';
import { ApiRefusal } from '../api/api-error.ts';
import { type ApiClient, apiClient } from '../api/client.ts';
import type { Connection, ConnectionOptions } from '../config/connection.ts';
import { resolveConnections } from '../config/connections.ts';
import type { Context } from '../context.ts';
import { personIdentity } from '../sign-in/identity.ts';
import { caseMeant, caseRef, isWhole } from './case-ref.ts';
import { type SeenCases, seenCases } from './seen-cases.ts';

/** From where somebody works on cases: who they are to one service, and what they have been shown. */
export interface Desk {
  readonly client: ApiClient;
  readonly who: string;
  readonly seen: SeenCases;
}

/** A case on the desk of whoever may see it. */
export interface DeskCase extends Desk {
  readonly caseId: string;
}

/** By what name the service knows whoever a connection is of. */
function nameOf(connection: Connection): string {
  if ('as' in connection) return connection.as;
  return 'session' in connection ? personIdentity(connection.session.accessToken).name : connection.clientId;
}

/** Every desk to look for cases on: one, save on this machine, where one acts for many vendors. */
export async function desks(options: ConnectionOptions, context: Context): Promise<Desk[]> {
  return (await resolveConnections(options, context)).map((connection) => deskAt(connection, context));
}

export function deskAt(connection: Connection, context: Context): Desk {
  const who = nameOf(connection);
  return { client: apiClient(connection, context), who, seen: seenCases(context, connection.api, who) };
}

/** Takes a case, by its id or the beginning of it, to the desk that it belongs on; the first where none has it. */
export async function deskOf(text: string, options: ConnectionOptions, context: Context): Promise<DeskCase> {
  const ref = caseRef(text);
  const [first, ...others] = await desks(options, context);
  if (first === undefined) throw new RangeError('there is no desk');
  const caseId = caseMeant(ref, await shownLike(ref, [first, ...others]));
  if (others.length === 0) return { ...first, caseId };
  for (const desk of [first, ...others])
    try {
      await desk.client.get(`/cases/${caseId}`, CaseView);
      return { ...desk, caseId };
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
    }
  return { ...first, caseId };
}

/** Cases that were shown on these desks; where none begins like the reference, those that the service lists first are looked at too. */
async function shownLike(ref: string, all: readonly Desk[]): Promise<string[]> {
  if (isWhole(ref)) return [];
  const shown = (await Promise.all(all.map(({ seen }) => seen.all()))).flat();
  if (shown.some((id) => id.startsWith(ref))) return shown;
  return (await Promise.all(all.map(listed))).flat();
}

/** What the service lists first for somebody: what they owe, and their own cases; either may be nothing for them. */
async function listed({ client, seen }: Desk): Promise<string[]> {
  const none = (error: unknown) => {
    if (error instanceof ApiRefusal) return [];
    throw error;
  };
  const [owed, own] = await Promise.all([
    client.get('/queue', Queue).then(({ entries }) => entries, none),
    client.get('/cases', CaseList).then(({ cases }) => cases, none),
  ]);
  const ids = [...owed, ...own].map(({ caseId }) => caseId);
  await seen.listed(ids);
  return ids;
}

/** A case as it stands, which from then on the caller has seen. */
export async function look({ client, caseId, seen }: DeskCase): Promise<CaseView> {
  const view = await client.get(`/cases/${caseId}`, CaseView);
  await seen.keep(caseId, view.case.lastSeq);
  return view;
}
