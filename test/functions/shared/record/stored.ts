import type * as z from 'zod';
import { Precedent } from '#core/adjudication/precedents/precedent.ts';
import { RegisterEntry } from '#core/adjudication/register/entry.ts';
import { BallotEvent } from '#core/adjudication/standards/ballot-log.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import { KeyEvent } from '#core/attestation/keys/key-history.ts';
import { AccessItem, accessKeys, HourItem, SaltItem } from '#functions/shared/table/access-items.ts';
import { AttestationItem, attestationKeys, LogItem } from '#functions/shared/table/attestation-items.ts';
import { BallotItem, ballotKeys, ListedBallot } from '#functions/shared/table/ballot-items.ts';
import {
  CaseItem,
  CheckItem,
  ClientItem,
  DutyItem,
  keys,
  NoticeItem,
  ProcedureItem,
  SubmissionItem,
  TaskItem,
  VerdictItem,
} from '#functions/shared/table/items.ts';
import { vendorKeys } from '#functions/shared/table/key-table.ts';
import { noticeKeys, OutboxItem, SettingsItem } from '#functions/shared/table/notice-items.ts';
import type { Key } from '#functions/shared/table/stored-item.ts';
import { Turn } from '#functions/shared/turns/turn-table.ts';
import { ShredRecord, shredKey } from '../../../../ops/shred/shred-record.ts';

/** A kind of item of the table, with a key that such an item has. */
export interface Stored {
  readonly schema: z.ZodType<object>;
  readonly key: Key;
}

const pack = 'us-frontier/2026.1';

/** Every kind of item of the table that is read by a schema, by the name of the schema. */
export const STORED: Readonly<Record<string, Stored>> = {
  CaseItem: { schema: CaseItem, key: keys.case('c') },
  CheckItem: { schema: CheckItem, key: keys.check('c', pack, 'nsa') },
  VerdictItem: { schema: VerdictItem, key: keys.verdict('c', pack, 1) },
  ProcedureItem: { schema: ProcedureItem, key: keys.procedure('c', pack) },
  DutyItem: { schema: DutyItem, key: keys.duty('c', pack, 'nsa') },
  NoticeItem: {
    schema: NoticeItem,
    key: keys.notice('c', pack, { on: '2026-03-01', what: 'determination', who: 'nsa', due: '2026-03-02' }),
  },
  TaskItem: { schema: TaskItem, key: keys.task('c', pack, 'nsa') },
  CaseEvent: { schema: CaseEvent, key: keys.event('c', 0) },
  Precedent: { schema: Precedent, key: keys.precedent(pack, '2026-03-01', 'p') },
  RegisterEntry: { schema: RegisterEntry, key: keys.registered(pack, { month: '2026-03', id: 'r' }) },
  SubmissionItem: { schema: SubmissionItem, key: keys.submission('s') },
  ClientItem: { schema: ClientItem, key: keys.client('c') },
  AccessItem: { schema: AccessItem, key: accessKeys.access('c', '2026-03-01T00:00:00.000Z', 'a') },
  SaltItem: { schema: SaltItem, key: accessKeys.salt('c') },
  HourItem: { schema: HourItem, key: accessKeys.hour('r', '2026-03-01T00') },
  AttestationItem: { schema: AttestationItem, key: attestationKeys.attestation('c', pack, 1) },
  LogItem: { schema: LogItem, key: attestationKeys.log() },
  BallotItem: { schema: BallotItem, key: ballotKeys.ballot(pack) },
  ListedBallot: { schema: ListedBallot, key: ballotKeys.listed(pack) },
  BallotEvent: { schema: BallotEvent, key: ballotKeys.event(pack, 0) },
  KeyEvent: { schema: KeyEvent, key: { PK: vendorKeys('acme'), SK: 'KEY#000000' } },
  SettingsItem: { schema: SettingsItem, key: noticeKeys.settings('agency:nsa') },
  OutboxItem: { schema: OutboxItem, key: noticeKeys.outbox('agency:nsa', '20260301T000000000Z-0') },
  Turn: { schema: Turn, key: { PK: 'TURN#acme', SK: 'SLOT#0001' } },
  ShredRecord: { schema: ShredRecord, key: shredKey('acme', 0) },
};
