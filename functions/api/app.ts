import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import * as z from 'zod';
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
import { ApiFault, parseBody } from './api-fault.ts';
import { type CallerEnv, callerWith } from './caller.ts';
import type { VendorCases } from './cases.ts';
import { mountNotices } from './mount-notices.ts';
import type { Submissions } from './submissions.ts';

const UploadQuery = z.object({ uploadId: z.string().min(1) });
const FindingsQuery = z.object({ standard: z.string().max(64).optional() });
const PageQuery = z.object({ start: z.string().optional() });

/** The HTTP API: each route parses what comes in, asks one object, and answers by the schema of `core/api/wire.ts`. */
export function createApp(
  clients: Pick<CaseTable, 'vendorOf'>,
  submissions: Submissions,
  cases: VendorCases,
  notices: Parameters<typeof mountNotices>[2],
) {
  const app = new Hono<CallerEnv>();
  const submit = callerWith('countersign/submit', clients);
  const read = callerWith('countersign/read', clients);

  app.post('/submissions', submit, async (c) =>
    c.json(
      StartedSubmission.parse(await submissions.start(c.var.vendor, parseBody(StartSubmission, await body(c.req)))),
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

  app.get('/cases', read, async (c) => {
    const { start } = parseBody(PageQuery, c.req.query());
    return c.json(CaseList.parse(await cases.list(c.var.vendor, start)));
  });
  app.get('/cases/:caseId', read, async (c) =>
    c.json(CaseView.parse(await cases.view(c.var.vendor, c.req.param('caseId')))),
  );
  app.get('/cases/:caseId/findings', read, async (c) => {
    const { standard } = parseBody(FindingsQuery, c.req.query());
    return c.json(CaseFindings.parse(await cases.findings(c.var.vendor, c.req.param('caseId'), standard)));
  });
  mountNotices(app, { read, write: submit }, notices);

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
