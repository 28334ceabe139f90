import * as z from 'zod';
import { Confidentiality, DocumentKind } from '../bundle/manifest.ts';

/** A document of the bundle under review, in the order of the manifest. */
export const DocumentEntry = z.object({
  n: z.int().nonnegative(),
  kind: DocumentKind,
  title: z.string().nullable(),
  path: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  confidentiality: Confidentiality,
  withheld: z.string().nullable().describe('Why it is not shown'),
});
export type DocumentEntry = z.infer<typeof DocumentEntry>;

/** `GET /cases/{caseId}/documents?standard=`. */
export const CaseDocuments = z.object({ bundle: z.int().positive(), documents: z.array(DocumentEntry) });
export type CaseDocuments = z.infer<typeof CaseDocuments>;

/** `GET /cases/{caseId}/documents/{n}?standard=`: what a document says, as text; the reader makes of it what is safe. */
export const CaseDocument = z.object({
  document: DocumentEntry,
  format: z
    .enum(['markdown', 'text', 'other'])
    .describe('`other` is no text: a PDF or a picture, of which nothing is shown'),
  text: z.string(),
  truncated: z.boolean(),
});
export type CaseDocument = z.infer<typeof CaseDocument>;
