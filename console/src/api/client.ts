import type * as z from 'zod';
import { AccessList, type SeenAccess } from '#core/api/accesses.ts';
import { AttestationStatus } from '#core/api/attestation-status.ts';
import { type CaseCommand, CaseLog, CommandAnswer, Queue } from '#core/api/procedure-wire.ts';
import {
  ApiError,
  CaseFindings,
  CaseList,
  CaseView,
  CompletedSubmission,
  type CompleteSubmission,
  PartUrls,
  type RequestParts,
  StartedSubmission,
  type StartSubmission,
  UploadedParts,
} from '#core/api/wire.ts';
import type { Session } from '../session/session.ts';

/** The API said no, or did not answer; the message is for the person. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Api = ReturnType<typeof apiOf>;

/** The query of an address, with what is given of some values. */
export function query(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/** The HTTP API as the console uses it: every answer is parsed by the schema with which the function made it. */
export function apiOf(session: Session) {
  async function call<S extends z.ZodType>(schema: S, path: string, init: RequestInit = {}): Promise<z.infer<S>> {
    const token = await session.token();
    let response: Response;
    try {
      response = await fetch(path, {
        ...init,
        headers: {
          accept: 'application/json',
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(init.body !== undefined && { 'content-type': 'application/json' }),
        },
      });
    } catch {
      throw new ApiProblem(
        0,
        'offline',
        'The service cannot be reached. Check the connection; nothing you wrote is lost.',
      );
    }
    const said: unknown = await response.json().catch(() => null);
    if (response.ok) {
      const parsed = schema.safeParse(said);
      if (parsed.success) return parsed.data;
      throw new ApiProblem(
        response.status,
        'unexpected',
        'The service answered in a way that this page does not know: it may have been renewed. Reload the page; nothing you wrote is lost.',
      );
    }
    const problem = ApiError.safeParse(said);
    if (problem.success) throw new ApiProblem(response.status, problem.data.error.code, problem.data.error.message);
    throw new ApiProblem(response.status, 'unknown', `The service answered with ${response.status}.`);
  }

  const post = <S extends z.ZodType>(schema: S, path: string, body: unknown) =>
    call(schema, path, { method: 'POST', body: JSON.stringify(body) });
  return {
    /** For pages that bring their own schemas, so that nobody else loads these. */
    get: call,
    send: <S extends z.ZodType>(schema: S, method: 'POST' | 'PUT', path: string, body: unknown) =>
      call(schema, path, { method, body: JSON.stringify(body) }),
    queue: (party?: string, start?: string) => call(Queue, `/queue${query({ party, start })}`),
    cases: (start?: string, as?: string) => call(CaseList, `/cases${query({ start, as })}`),
    case: (caseId: string) => call(CaseView, `/cases/${caseId}`),
    findings: (caseId: string, standard?: string) =>
      call(CaseFindings, `/cases/${caseId}/findings${query({ standard })}`),
    attestation: (caseId: string, standard: string) =>
      call(AttestationStatus, `/cases/${caseId}/attestation${query({ standard })}`),
    events: (caseId: string) => call(CaseLog, `/cases/${caseId}/events`),
    /** All of them, oldest first. */
    accesses: async (caseId: string): Promise<SeenAccess[]> => {
      const all: SeenAccess[] = [];
      let start: string | undefined;
      do {
        const { accesses, next } = await call(AccessList, `/cases/${caseId}/accesses${query({ start })}`);
        all.push(...accesses);
        start = next ?? undefined;
      } while (start !== undefined);
      return all;
    },
    command: (caseId: string, command: z.input<typeof CaseCommand>) =>
      post(CommandAnswer, `/cases/${caseId}/commands`, command),
    startSubmission: (request: z.input<typeof StartSubmission>) => post(StartedSubmission, '/submissions', request),
    partUrls: (submissionId: string, request: z.input<typeof RequestParts>) =>
      post(PartUrls, `/submissions/${submissionId}/parts`, request),
    uploadedParts: (submissionId: string, uploadId: string) =>
      call(UploadedParts, `/submissions/${submissionId}${query({ uploadId })}`),
    completeSubmission: (submissionId: string, request: z.input<typeof CompleteSubmission>) =>
      post(CompletedSubmission, `/submissions/${submissionId}/complete`, request),
  };
}
