import * as z from 'zod';
import { KeptPart } from '../adjudication/retention/rules.ts';
import { Verdict, VerdictOutcome } from '../adjudication/verdict.ts';
import { Finding, Tier } from '../policy/finding.ts';
import { GrantView } from './break-glass.ts';
import { ProcedureView } from './procedure-wire.ts';

/** What crosses the HTTP API: one schema for the function that answers and for every client. */

export const CaseId = z.string().regex(/^case-[0-9a-f]{40}$/);

/**
 * The SHA-256 of a multipart upload as S3 states it: Base64 of the SHA-256 over the digests of its parts, and how many these are
 * (`core/api/upload-parts.ts` makes it).
 */
export const PartsChecksum = z.string().regex(/^[A-Za-z0-9+/]{43}=-[1-9][0-9]{0,4}$/);

/** `POST /submissions`: starts a multipart upload. */
export const StartSubmission = z.object({
  fileName: z.string().min(1).max(255),
  bytes: z.int().positive().max(5_000_000_000_000),
  amends: z
    .object({ caseId: CaseId, note: z.string().trim().min(1).max(4_000).describe('What is other in this version') })
    .optional()
    .describe('The case of which this is a new version of the bundle'),
  byRole: z
    .object({ checksum: PartsChecksum })
    .optional()
    .describe('It is uploaded with the role of the vendor, from its own account, and these are the bytes'),
});
export const StartedSubmission = z.object({
  submissionId: z.string(),
  uploadId: z.string(),
  partBytes: z.int().positive(),
  parts: z.int().positive(),
  byRole: z
    .object({ region: z.string(), bucket: z.string(), key: z.string(), encryptionKey: z.string() })
    .optional()
    .describe('Where the role of the vendor puts it, and the key of KMS under which'),
});

/** `POST /submissions/{submissionId}/parts`: presigned URLs, each bound to one part, its size and its SHA-256 (base64). */
export const RequestParts = z.object({
  uploadId: z.string().min(1),
  parts: z
    .array(z.object({ part: z.int().min(1).max(10_000), sha256: z.base64() }))
    .min(1)
    .max(100),
});
export const PartUrls = z.object({
  urls: z.array(z.object({ part: z.int(), url: z.url(), headers: z.record(z.string(), z.string()) })),
});

/** `GET /submissions/{submissionId}?uploadId=`: what has arrived, so that an upload can go on. */
export const UploadedParts = z.object({
  parts: z.array(z.object({ part: z.int(), etag: z.string(), bytes: z.int(), sha256: z.string().optional() })),
});

/** `POST /submissions/{submissionId}/complete`: puts the parts together, or says which version of the object the role has put there. */
export const CompleteParts = z.object({
  uploadId: z.string().min(1),
  parts: z
    .array(z.object({ part: z.int(), etag: z.string(), sha256: z.base64() }))
    .min(1)
    .max(10_000),
});
export const ArrivedByRole = z.object({ versionId: z.string().min(1).max(1_024) });
export const CompleteSubmission = z.union([CompleteParts, ArrivedByRole]);
export const CompletedSubmission = z.object({ caseId: CaseId });

export const CaseStatus = z.enum(['in_review', 'waiting_for_people', 'waiting_for_vendor', 'decided']);
export type CaseStatus = z.infer<typeof CaseStatus>;

export const CaseSummary = z.object({
  caseId: CaseId,
  vendor: z.string(),
  status: CaseStatus,
  outcome: VerdictOutcome.nullable(),
  tier: Tier.nullable(),
  model: z.string().nullable(),
  openedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
  bundle: z.int().positive().default(1).describe('Which version of the bundle is under review'),
  lastSeq: z.int().nonnegative().default(0).describe('Its last event'),
  keeping: z
    .enum(['held', 'destroyed'])
    .optional()
    .describe(
      'A legal hold is on, or something of the bundle under review or its evidence was destroyed; else left out',
    ),
});
export type CaseSummary = z.infer<typeof CaseSummary>;

/** A state of the workflow, as its name reads in `statemachines/review.asl.json`. */
export const Step = z.object({
  name: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  enteredAt: z.iso.datetime(),
  exitedAt: z.iso.datetime().nullable(),
});
export type Step = z.infer<typeof Step>;

/** `GET /cases`. */
export const CaseList = z.object({ cases: z.array(CaseSummary), next: z.string().nullable() });

/** `GET /cases/{caseId}`. */
export const CaseView = z.object({
  case: CaseSummary,
  steps: z.array(Step),
  verdict: Verdict.nullable().describe('Under the first standard that the bundle seeks'),
  verdicts: z.array(Verdict).describe('Under each standard that it seeks, in that order; empty before the decision'),
  procedures: z
    .array(ProcedureView)
    .default([])
    .describe('The part of people, the vendor and the clock under each standard; empty before the checks are decided'),
  retention: z
    .object({
      hold: z.object({ since: z.iso.datetime(), reason: z.string() }).nullable().describe('The legal hold that is on'),
      destructions: z.array(
        z.object({
          parts: z.array(KeptPart),
          bundle: z.int().positive().describe('Versions of the bundle up to this one'),
          begunAt: z.iso.datetime(),
          endedAt: z.iso.datetime().nullable().describe('Null while it is under way'),
        }),
      ),
    })
    .optional()
    .describe('Left out while all of the case is kept, and no hold was ever placed'),
  emergencies: z
    .array(GrantView)
    .optional()
    .describe('Emergency accesses to its evidence, oldest first; left out where there never was one'),
});
export type CaseView = z.infer<typeof CaseView>;

/** `GET /cases/{caseId}/findings?standard=<id/version>`: only once there is a verdict; left out: the first that it seeks. */
export const CaseFindings = z.object({ findings: z.array(Finding) });

/** Every error of the API. */
export const ApiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    problems: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  }),
});
