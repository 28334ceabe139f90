import * as z from 'zod';
import { NoticeId } from './notices.ts';

/** What the addresses of the HTTP API may ask besides their paths. */

const standard = z.string().max(64).optional().describe('id/version; left out: the first that the caller sees');
const start = z.string().optional().describe('`next` of the page before');
const number = z.coerce.number().int().positive().optional();

export const UploadQuery = z.object({ uploadId: z.string().min(1) });
export const PageQuery = z.object({ start });
export const FindingsQuery = z.object({ standard });
export const AttestationQuery = z.object({ standard });
export const QueueQuery = z.object({
  party: z.string().max(128).optional().describe('Left out: the only one of the caller'),
  start,
});

export const VersionsQuery = z.object({
  standard,
  from: number.describe('Version of the bundle; left out: the one before'),
  to: number.describe('Left out: the last'),
});
export type VersionsQuery = z.infer<typeof VersionsQuery>;

export const ComparisonQuery = z.object({ standard, evaluation: z.string().max(64).optional() });

export const SamplesQuery = z.object({
  standard,
  criterion: z.string().max(64),
  evaluation: z.string().max(64).optional().describe('Left out: the first that the finding rests on'),
  file: z.string().max(1_024).optional().describe('Of a log of several; left out: the one that the finding cites'),
  start,
});
export type SamplesQuery = z.infer<typeof SamplesQuery>;

export const DocumentsQuery = z.object({ standard });
export type DocumentsQuery = z.infer<typeof DocumentsQuery>;

const named = z.string().max(64).optional().describe('id/version; has to be named');
export const PublicPageQuery = z.object({ standard: named, start });
export const StatisticsQuery = z.object({ standard: named });

export const PartyQuery = z.object({
  party: z.string().max(80).optional().describe('vendor:<id> or agency:<id>; left out: the only one of the caller'),
});
export const NoticesQuery = PartyQuery.extend({ start: NoticeId.optional() });

/** For whom somebody of several vendors asks, read apart from the rest of a query. */
export const VendorQuery = z.object({ as: z.string().optional().describe('vendor.<id>, for somebody of several') });
