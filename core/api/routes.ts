import type * as z from 'zod';
import { TrustedKeys } from '../attestation/keys/trusted-keys.ts';
import { AccessList } from './accesses.ts';
import { CaseAttestation } from './attestation-wire.ts';
import { BallotCommand, BallotList, BallotRequest, BallotView } from './ballots-wire.ts';
import { BreakGlassAnswer, BreakGlassRequest } from './break-glass.ts';
import { CaseDocument, CaseDocuments } from './documents-wire.ts';
import { HoldAnswer, HoldRequest } from './holds.ts';
import { KeyRequest, VendorKeys } from './keys-wire.ts';
import { NoticeList, NoticeSettingsView, PutNoticeSettings, ReplayedNotice } from './notices.ts';
import { PrecedentList } from './precedents-wire.ts';
import { CaseCommand, CaseLog, CommandAnswer, Queue } from './procedure-wire.ts';
import {
  AttestationQuery,
  ComparisonQuery,
  DocumentsQuery,
  FindingsQuery,
  NoticesQuery,
  PageQuery,
  PartyQuery,
  PublicPageQuery,
  QueueQuery,
  SamplesQuery,
  StatisticsQuery,
  UploadQuery,
  VendorQuery,
  VersionsQuery,
} from './queries.ts';
import { RegisterList, RegisterStatistics } from './register-wire.ts';
import { CaseSamples } from './samples-wire.ts';
import { CaseComparison, VersionDifferences } from './versions-wire.ts';
import {
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
} from './wire.ts';

/** A request that the HTTP API answers. */
export interface ApiRoute {
  readonly method: 'get' | 'post' | 'put';
  /** With its parameters in braces. */
  readonly path: string;
  /** The right that a token has to carry; null for what everybody may ask. */
  readonly scope: 'submit' | 'read' | 'act' | null;
  /** Name of the request, in one word. */
  readonly name: string;
  readonly does: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What it answers: JSON by a schema, or a file of another type. */
  readonly answer: z.ZodType | { readonly type: string };
  /** 200 where it is not said. */
  readonly status?: 201 | 202;
}

const submit = { scope: 'submit', query: VendorQuery } as const;
const read = { method: 'get', scope: 'read' } as const;
const open = { method: 'get', scope: null } as const;

/** Every request that the HTTP API answers. */
export const API_ROUTES: readonly ApiRoute[] = [
  {
    ...{ ...submit, method: 'post', path: '/submissions', name: 'startSubmission', status: 201 },
    does: 'Starts the upload of a bundle, or of a new version of the bundle of a case.',
    ...{ body: StartSubmission, answer: StartedSubmission },
  },
  {
    ...{ ...submit, method: 'get', path: '/submissions/{submissionId}', name: 'uploadedParts' },
    does: 'Lists the parts that have arrived, so that an upload goes on where it stopped.',
    ...{ query: UploadQuery.extend(VendorQuery.shape), answer: UploadedParts },
  },
  {
    ...{ ...submit, method: 'post', path: '/submissions/{submissionId}/parts', name: 'partUrls' },
    does: 'Gives presigned addresses, each for one part of one size with one SHA-256.',
    ...{ body: RequestParts, answer: PartUrls },
  },
  {
    ...{ ...submit, method: 'post', path: '/submissions/{submissionId}/complete', name: 'completeSubmission' },
    does: 'Puts the parts together, which opens the case. Repeating it is harmless.',
    ...{ body: CompleteSubmission, answer: CompletedSubmission },
  },
  {
    ...{ ...read, path: '/cases', name: 'cases', query: PageQuery.extend(VendorQuery.shape), answer: CaseList },
    does: 'Lists the cases of a vendor, newest first.',
  },
  {
    ...{ ...read, path: '/cases/{caseId}', name: 'case', answer: CaseView },
    does: 'Gives a case, the states that it has been through, its verdicts and the part of people.',
  },
  {
    ...{ ...read, path: '/cases/{caseId}/findings', name: 'findings', query: FindingsQuery, answer: CaseFindings },
    does: 'Gives the findings that the caller may see, once there is a verdict.',
  },
  {
    ...{ ...read, path: '/cases/{caseId}/differences', name: 'differences', query: VersionsQuery },
    does: 'Says what is other in one version of the bundle than in another.',
    answer: VersionDifferences,
  },
  {
    ...{ ...read, path: '/cases/{caseId}/comparison', name: 'comparison', query: ComparisonQuery },
    does: 'Sets runs beside those of reference models, and beside themselves in the version before.',
    answer: CaseComparison,
  },
  {
    ...{ ...read, path: '/cases/{caseId}/samples', name: 'samples', query: SamplesQuery, answer: CaseSamples },
    does: 'Gives the samples behind a finding, as they stand in the log.',
  },
  {
    ...{ ...read, path: '/cases/{caseId}/documents', name: 'documents', query: DocumentsQuery, answer: CaseDocuments },
    does: 'Lists the documents of the bundle.',
  },
  {
    ...{
      ...read,
      path: '/cases/{caseId}/documents/{n}',
      name: 'document',
      query: DocumentsQuery,
      answer: CaseDocument,
    },
    does: 'Gives what a document says, as text.',
  },
  {
    ...read,
    path: '/cases/{caseId}/accesses',
    name: 'listAccesses',
    does: 'Who read which evidence of a case, and when, newest first: each record has the hashes of those before.',
    query: PageQuery,
    answer: AccessList,
  },
  {
    ...{ ...read, path: '/cases/{caseId}/events', name: 'events', answer: CaseLog },
    does: 'Gives the hash-chained log of a case.',
  },
  {
    ...{ ...read, path: '/cases/{caseId}/calendar', name: 'calendar', answer: { type: 'text/calendar' } },
    does: 'Gives the due dates of a case as a calendar file (RFC 5545).',
  },
  {
    ...{ method: 'post', scope: 'act', path: '/cases/{caseId}/commands', name: 'command' },
    does: 'Does one thing in a case. Repeating it under its id is harmless.',
    ...{ body: CaseCommand, answer: CommandAnswer },
  },
  {
    ...{ method: 'post', scope: 'act', path: '/cases/{caseId}/hold', name: 'hold' },
    does: 'Places a legal hold on a case, or lifts it; repeating it is harmless.',
    ...{ body: HoldRequest, answer: HoldAnswer },
  },
  {
    ...{ method: 'post', scope: 'act', path: '/cases/{caseId}/break-glass', name: 'breakGlass' },
    does: 'Opens an emergency access to the evidence of a case, ends one, or reviews one that is over.',
    ...{ body: BreakGlassRequest, answer: BreakGlassAnswer },
  },
  {
    ...{ ...read, path: '/cases/{caseId}/attestation', name: 'attestation', query: AttestationQuery },
    does: 'Gives the signed verdict of a case, as `countersign verify` takes it.',
    answer: CaseAttestation,
  },
  {
    ...{ ...read, path: '/vendors/{vendor}/keys', name: 'vendorKeys', answer: VendorKeys },
    does: 'Lists the keys with which a vendor signs its bundles, and what happened to them.',
  },
  {
    ...{ method: 'post', scope: 'act', path: '/vendors/{vendor}/keys', name: 'changeVendorKeys' },
    does: 'Registers, rotates or revokes a key of a vendor.',
    ...{ body: KeyRequest, answer: VendorKeys },
  },
  {
    ...{ ...open, path: '/attestation/keys', name: 'attestationKeys', answer: TrustedKeys },
    does: 'Gives the keys that sign verdicts and the key of the transparency log.',
  },
  {
    ...{ ...open, path: '/log/{path+}', name: 'log', answer: { type: 'application/octet-stream' } },
    does: 'Gives an object of the transparency log: a checkpoint, or a tile (C2SP tlog-tiles).',
  },
  {
    ...{ ...read, path: '/queue', name: 'queue', query: QueueQuery, answer: Queue },
    does: 'Lists what a party owes over all cases, earliest due date first.',
  },
  {
    ...{ method: 'post', scope: 'act', path: '/ballots', name: 'openBallot', status: 201 },
    does: 'Opens a ballot on a version of a standard.',
    ...{ body: BallotRequest, answer: BallotView },
  },
  { ...read, path: '/ballots', name: 'ballots', does: 'Lists all ballots.', answer: BallotList },
  { ...read, path: '/ballots/{ballot}', name: 'ballot', does: 'Gives a ballot.', answer: BallotView },
  {
    ...{ method: 'post', scope: 'act', path: '/ballots/{ballot}/commands', name: 'ballotCommand' },
    does: 'Votes in a ballot, recuses an organisation, or closes the ballot.',
    ...{ body: BallotCommand, answer: BallotView },
  },
  {
    ...{ ...open, path: '/precedents', name: 'precedents', query: PublicPageQuery, answer: PrecedentList },
    does: 'Lists what appeal panels have decided under a standard, newest first.',
  },
  {
    ...{ ...open, path: '/register', name: 'register', query: PublicPageQuery, answer: RegisterList },
    does: 'Lists what was decided under a standard, newest month first.',
  },
  {
    ...{ ...open, path: '/register/statistics', name: 'registerStatistics', query: StatisticsQuery },
    does: 'Says how long reviews took, how many were held, and how many appeals changed a decision.',
    answer: RegisterStatistics,
  },
  {
    ...{ ...open, path: '/openapi.json', name: 'openapi', answer: { type: 'application/json' } },
    does: 'Gives this document.',
  },
  {
    ...{ ...read, path: '/notices', name: 'notices', query: NoticesQuery, answer: NoticeList },
    does: 'Lists the notices of a party, newest first, and what became of each.',
  },
  {
    ...{ method: 'post', scope: 'act', path: '/notices/{id}/replay', name: 'replayNotice', status: 202 },
    does: 'Sends a notice again.',
    ...{ query: PartyQuery, answer: ReplayedNotice },
  },
  {
    ...{ ...read, path: '/notices/settings', name: 'noticeSettings', query: PartyQuery, answer: NoticeSettingsView },
    does: 'Says where a party is told, and of what.',
  },
  {
    ...{ method: 'put', scope: 'act', path: '/notices/settings', name: 'putNoticeSettings' },
    does: 'Replaces where a party is told, and of what.',
    ...{ query: PartyQuery, body: PutNoticeSettings, answer: NoticeSettingsView },
  },
];
