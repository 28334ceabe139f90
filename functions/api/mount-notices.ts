import type { Hono, MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { NoticeId, NoticeList, NoticeSettingsView, PutNoticeSettings, ReplayedNotice } from '#core/api/notices.ts';
import { NoticesQuery, PartyQuery } from '#core/api/queries.ts';
import { calendarFile } from '#core/notices/calendar-file.ts';
import { parseBody } from './api-fault.ts';
import type { CallerEnv } from './caller.ts';
import type { DueDates } from './due-dates.ts';
import { partyFor } from './notice-caller.ts';
import type { Notices } from './notices.ts';

const ReplayPath = z.object({ id: NoticeId });

/** What lets a caller through to routes that read and to those that change something. */
export interface Guards {
  readonly read: MiddlewareHandler<CallerEnv>;
  readonly write: MiddlewareHandler<CallerEnv>;
}

/** Adds the routes of notices: settings, what was sent, replay, and the calendar file of a case. */
export function mountNotices(
  app: Hono<CallerEnv>,
  { read, write }: Guards,
  { notices, dueDates }: { notices: Notices; dueDates: DueDates },
): void {
  app.get('/notices/settings', read, async (c) => {
    const { party } = parseBody(PartyQuery, c.req.query());
    return c.json(NoticeSettingsView.parse(await notices.settings(partyFor(c.var.caller, party))));
  });
  app.put('/notices/settings', write, async (c) => {
    const { party } = parseBody(PartyQuery, c.req.query());
    const request = parseBody(PutNoticeSettings, await c.req.json().catch(() => undefined));
    return c.json(NoticeSettingsView.parse(await notices.save(partyFor(c.var.caller, party), request)));
  });
  app.get('/notices', read, async (c) => {
    const { party, start } = parseBody(NoticesQuery, c.req.query());
    return c.json(NoticeList.parse(await notices.list(partyFor(c.var.caller, party), start)));
  });
  app.post('/notices/:id/replay', write, async (c) => {
    const { party } = parseBody(PartyQuery, c.req.query());
    const { id } = parseBody(ReplayPath, c.req.param());
    return c.json(ReplayedNotice.parse(await notices.replay(partyFor(c.var.caller, party), id)), 202);
  });
  app.get('/cases/:caseId/calendar', read, async (c) => {
    const caseId = c.req.param('caseId');
    const now = new Date().toISOString();
    const file = calendarFile(caseId, await dueDates.of(c.var.caller, caseId, now), now);
    return c.body(file, 200, {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `attachment; filename="${caseId}.ics"`,
    });
  });
}
