import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type * as z from 'zod';
import { AccessList } from '#core/api/accesses.ts';
import { CaseAttestation } from '#core/api/attestation-wire.ts';
import { BallotCommand, BallotList, BallotRequest, BallotView } from '#core/api/ballots-wire.ts';
import { BreakGlassAnswer, BreakGlassRequest } from '#core/api/break-glass.ts';
import { CaseDocument, CaseDocuments } from '#core/api/documents-wire.ts';
import { HoldAnswer, HoldRequest } from '#core/api/holds.ts';
import { KeyRequest, VendorKeys as VendorKeysView } from '#core/api/keys-wire.ts';
import { openApi } from '#core/api/openapi.ts';
import { idOf } from '#core/api/people.ts';
import { PrecedentList } from '#core/api/precedents-wire.ts';
import { CaseCommand, CaseLog, CommandAnswer, Queue } from '#core/api/procedure-wire.ts';
import {
  AttestationQuery,
  ComparisonQuery,
  DocumentsQuery,
  FindingsQuery,
  PageQuery,
  PublicPageQuery,
  QueueQuery,
  SamplesQuery,
  StatisticsQuery,
  UploadQuery,
  VersionsQuery,
} from '#core/api/queries.ts';
import { RegisterList, RegisterStatistics } from '#core/api/register-wire.ts';
import { CaseSamples } from '#core/api/samples-wire.ts';
import { CaseComparison, VersionDifferences } from '#core/api/versions-wire.ts';
import {
  ApiError,
  CaseFindings,
  CaseList,
  CaseView,
  CompletedSubmission,
  CompleteSubmission,
  PartUrls,
  RequestParts,
  StartedSubmission,
  StartSubmission,
  UploadedParts,
} from '#core/api/wire.ts';
import { logger } from '../shared/logger.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import { type Accesses, recorded } from './accesses.ts';
import { ApiFault, parseBody } from './api-fault.ts';
import type { Attestations } from './attestations.ts';
import type { Ballots } from './ballots.ts';
import type { BreakGlass } from './break-glass.ts';
import { type CallerEnv, callerWith, vendorWith } from './caller.ts';
import type { Cases } from './cases.ts';
import type { Commands } from './commands.ts';
import type { Comparisons } from './comparisons.ts';
import type { Documents } from './documents.ts';
import type { DueDates } from './due-dates.ts';
import type { Holds } from './holds.ts';
import { mountNotices } from './mount-notices.ts';
import type { Notices } from './notices.ts';
import type { Precedents } from './precedents.ts';
import type { Queues } from './queues.ts';
import type { Registers } from './registers.ts';
import type { Samples } from './samples.ts';
import type { Submissions } from './submissions.ts';
import type { VendorKeys } from './vendor-keys.ts';
import type { Versions } from './versions.ts';

/** What answers the routes. */
export interface ApiParts {
  readonly accesses: Accesses;
  readonly submissions: Submissions;
  readonly cases: Cases;
  readonly queues: Queues;
  readonly commands: Commands;
  readonly holds: Holds;
  readonly breakGlass: BreakGlass;
  readonly versions: Versions;
  readonly comparisons: Comparisons;
  readonly samples: Samples;
  readonly documents: Documents;
  readonly precedents: Precedents;
  readonly registers: Registers;
  readonly attestations: Attestations;
  readonly vendorKeys: VendorKeys;
  readonly ballots: Ballots;
  readonly notices: Notices;
  readonly dueDates: DueDates;
}

/**
 * The HTTP API: each route parses what comes in, asks one object, and answers by the schema of `core/api/wire.ts`. What it gives of a case's
 * evidence stands in the ledger of accesses before it is given (`recorded`).
 */
export function createApp(clients: Pick<CaseTable, 'vendorOf'>, parts: ApiParts) {
  const {
    accesses,
    submissions,
    cases,
    queues,
    commands,
    holds,
    breakGlass,
    versions,
    comparisons,
    samples,
    documents,
    precedents,
    registers,
    ballots,
    attestations,
    vendorKeys,
  } = parts;
  const app = new Hono<CallerEnv>();
  const submit = vendorWith('countersign/submit', clients);
  const readOwn = vendorWith('countersign/read', clients);
  const read = callerWith('countersign/read', clients);
  const act = callerWith('countersign/act', clients);

  app.post('/submissions', submit, async (c) =>
    c.json(
      StartedSubmission.parse(
        await submissions.start(c.var.vendor, idOf(c.var.caller), parseBody(StartSubmission, await body(c.req))),
      ),
      201,
    ),
  );
  app.get('/submissions/:id', submit, async (c) => {
    const { uploadId } = parseBody(UploadQuery, c.req.query());
    return c.json(UploadedParts.parse(await submissions.uploaded(c.var.vendor, c.req.param('id'), uploadId)));
  });
  app.post('/submissions/:id/parts', submit, async (c) => {
    const request = parseBody(RequestParts, await body(c.req));
    return c.json(PartUrls.parse(await submissions.partUrls(c.var.vendor, c.req.param('id'), request)));
  });
  app.post('/submissions/:id/complete', submit, async (c) => {
    const request = parseBody(CompleteSubmission, await body(c.req));
    return c.json(CompletedSubmission.parse(await submissions.complete(c.var.vendor, c.req.param('id'), request)));
  });

  app.get('/cases', readOwn, async (c) => {
    const { start } = parseBody(PageQuery, c.req.query());
    return c.json(CaseList.parse(await cases.list(c.var.vendor, start)));
  });
  app.get('/cases/:caseId', read, async (c) =>
    c.json(CaseView.parse(await cases.view(c.var.caller, c.req.param('caseId')))),
  );
  app.get('/cases/:caseId/findings', read, recorded('findings', accesses), async (c) => {
    const { standard } = parseBody(FindingsQuery, c.req.query());
    return c.json(CaseFindings.parse(await cases.findings(c.var.caller, c.req.param('caseId'), standard)));
  });
  app.get('/cases/:caseId/attestation', read, recorded('attestation', accesses), async (c) => {
    const { standard } = parseBody(AttestationQuery, c.req.query());
    return c.json(CaseAttestation.parse(await attestations.of(c.var.caller, c.req.param('caseId'), standard)));
  });
  mountNotices(app, { read, write: act }, parts);

  app.get('/cases/:caseId/differences', read, recorded('differences', accesses), async (c) => {
    const query = parseBody(VersionsQuery, c.req.query());
    return c.json(VersionDifferences.parse(await versions.differences(c.var.caller, c.req.param('caseId'), query)));
  });
  app.get('/cases/:caseId/comparison', read, recorded('comparison', accesses), async (c) => {
    const query = parseBody(ComparisonQuery, c.req.query());
    return c.json(CaseComparison.parse(await comparisons.of(c.var.caller, c.req.param('caseId'), query)));
  });
  app.get('/cases/:caseId/samples', read, recorded('samples', accesses), async (c) => {
    const query = parseBody(SamplesQuery, c.req.query());
    return c.json(CaseSamples.parse(await samples.of(c.var.caller, c.req.param('caseId'), query)));
  });
  app.get('/cases/:caseId/documents', read, recorded('document', accesses), async (c) => {
    const query = parseBody(DocumentsQuery, c.req.query());
    return c.json(CaseDocuments.parse(await documents.list(c.var.caller, c.req.param('caseId'), query)));
  });
  app.get('/cases/:caseId/documents/:n', read, recorded('document', accesses), async (c) => {
    const query = parseBody(DocumentsQuery, c.req.query());
    const { caseId, n } = c.req.param();
    return c.json(CaseDocument.parse(await documents.read(c.var.caller, caseId, n, query)));
  });
  app.get('/cases/:caseId/events', read, recorded('events', accesses), async (c) =>
    c.json(CaseLog.parse(await cases.events(c.var.caller, c.req.param('caseId')))),
  );
  app.get('/cases/:caseId/accesses', read, async (c) => {
    const { start } = parseBody(PageQuery, c.req.query());
    return c.json(AccessList.parse(await accesses.list(c.var.caller, c.req.param('caseId'), start)));
  });
  app.post('/cases/:caseId/commands', act, async (c) => {
    const command = parseBody(CaseCommand, await body(c.req));
    return c.json(CommandAnswer.parse(await commands.act(c.var.caller, c.req.param('caseId'), command)));
  });
  app.post('/cases/:caseId/hold', act, async (c) => {
    const request = parseBody(HoldRequest, await body(c.req));
    return c.json(HoldAnswer.parse(await holds.change(c.var.caller, c.req.param('caseId'), request)));
  });
  app.post('/cases/:caseId/break-glass', act, async (c) => {
    const request = parseBody(BreakGlassRequest, await body(c.req));
    return c.json(BreakGlassAnswer.parse(await breakGlass.act(c.var.caller, c.req.param('caseId'), request)));
  });
  app.get('/vendors/:vendor/keys', read, async (c) =>
    c.json(VendorKeysView.parse(await vendorKeys.list(c.var.caller, c.req.param('vendor')))),
  );
  app.post('/vendors/:vendor/keys', act, async (c) => {
    const request = parseBody(KeyRequest, await body(c.req));
    return c.json(VendorKeysView.parse(await vendorKeys.change(c.var.caller, c.req.param('vendor'), request)));
  });
  app.get('/queue', read, async (c) => {
    const { party, start } = parseBody(QueueQuery, c.req.query());
    return c.json(Queue.parse(await queues.page(c.var.caller, party, start)));
  });

  app.post('/ballots', act, async (c) =>
    c.json(BallotView.parse(await ballots.open(c.var.caller, parseBody(BallotRequest, await body(c.req)))), 201),
  );
  app.get('/ballots', read, async (c) => c.json(BallotList.parse(await ballots.list())));
  app.get('/ballots/:id', read, async (c) =>
    c.json(BallotView.parse(await ballots.view(c.var.caller, c.req.param('id')))),
  );
  app.post('/ballots/:id/commands', act, async (c) => {
    const command = parseBody(BallotCommand, await body(c.req));
    return c.json(BallotView.parse(await ballots.act(c.var.caller, c.req.param('id'), command)));
  });

  // For everybody: it names neither cases nor people.
  app.get('/register', async (c) =>
    c.json(RegisterList.parse(await registers.page(parseBody(PublicPageQuery, c.req.query())))),
  );
  app.get('/register/statistics', async (c) =>
    c.json(RegisterStatistics.parse(await registers.statistics(parseBody(StatisticsQuery, c.req.query())))),
  );
  app.get('/precedents', async (c) =>
    c.json(PrecedentList.parse(await precedents.page(parseBody(PublicPageQuery, c.req.query())))),
  );

  let document: ReturnType<typeof openApi> | undefined;
  app.get('/openapi.json', (c) => {
    document ??= openApi();
    return c.json(document);
  });

  app.notFound((c) =>
    c.json(
      answer('route-unknown', `There is no ${c.req.method} ${c.req.path}; see docs/vendor-guide.md for the routes.`),
      404,
    ),
  );
  app.onError((error, c) => {
    if (error instanceof ApiFault) return c.json(answer(error.code, error.message, error.problems), error.status);
    if (error instanceof HTTPException) return c.json(answer('request-invalid', error.message), error.status);
    logger.error('request failed', { route: c.req.routePath, error });
    return c.json(answer('internal', 'The request failed on our side. Nothing was lost; try again.'), 500);
  });
  return app;
}

/** @throws ApiFault 400 where the body is not JSON. */
async function body(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch (cause) {
    throw new ApiFault(
      400,
      'body-not-json',
      `The body of the request is not JSON: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

const answer = (code: string, message: string, problems?: ApiFault['problems']): z.infer<typeof ApiError> =>
  ApiError.parse({ error: { code, message, problems } });
