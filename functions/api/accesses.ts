import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import { openGrantWithin } from '#core/adjudication/break-glass/grant.ts';
import { type AccessList, BULK_PER_HOUR, isNamed, mayReadLedger, rolesInCase } from '#core/api/accesses.ts';
import { mayBreakGlass } from '#core/api/break-glass.ts';
import { type Caller, idOf } from '#core/api/people.ts';
import { type AccessKind, nextAccess, type Reader } from '#core/attestation/access-ledger.ts';
import { logger } from '../shared/logger.ts';
import type { AccessTable } from '../shared/table/access-table.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import { ApiFault } from './api-fault.ts';
import type { CallerEnv } from './caller.ts';
import type { CaseFinder } from './case-finder.ts';
import { cursorOf } from './cursor.ts';
import { pseudonymOf } from './pseudonym.ts';

const cursor = cursorOf(z.object({ SK: z.string() }));
const Asked = z.object({ standard: z.string().max(64).optional(), evaluation: z.string().max(256).optional() });

/** What of a case is about to be given to a caller. */
export interface Access {
  readonly what: AccessKind;
  readonly standard: string | null;
  readonly items: readonly string[];
  /** When it was asked for, ISO 8601: an emergency access that was open then, or since, is the one by which it is given. */
  readonly asked: string;
}

/** The ledger of who read what of a case. */
export class Accesses {
  readonly #ledger: AccessTable;
  readonly #cases: Pick<CaseTable, 'case'>;
  readonly #finder: Pick<CaseFinder, 'find'>;

  constructor(ledger: AccessTable, cases: Pick<CaseTable, 'case'>, finder: Pick<CaseFinder, 'find'>) {
    this.#ledger = ledger;
    this.#cases = cases;
    this.#finder = finder;
  }

  /** Records an access, and raises the alarm where one person reads very much. @throws where it cannot be recorded */
  async record(caller: Caller, caseId: string, { what, standard, items, asked }: Access): Promise<void> {
    const at = new Date().toISOString();
    const [item, recent, salt] = await Promise.all([
      this.#cases.case(caseId),
      this.#ledger.recent(caseId),
      this.#ledger.salt(caseId),
    ]);
    if (item === null) throw new TypeError(`a part of case ${caseId} was read, which is not in the table`);
    const reader = readerOf(caller, item.vendor, salt);
    const grant = mayBreakGlass(caller) ? openGrantWithin(item.emergencies ?? [], idOf(caller), asked, at) : null;
    const record = nextAccess(
      {
        ...{ caseId, id: randomUUID(), at, reader, what, standard },
        ...(grant !== null && { grant: grant.n }),
        items: [...items],
      },
      recent,
    );
    const [count] = await Promise.all([this.#ledger.count(idOf(caller), at), this.#ledger.add(record, idOf(caller))]);
    if (count >= BULK_PER_HOUR)
      logger.warn('bulk access', { ...bulkMetric(at), caseId, reader: reader.who, accesses: count });
  }

  /** @throws ApiFault 404 for an unknown case, 403 for who is neither of its vendor nor an auditor */
  async list(caller: Caller, caseId: string, start?: string): Promise<AccessList> {
    const { item } = await this.#finder.find(caller, caseId);
    if (!mayReadLedger(caller, item.vendor))
      throw new ApiFault(403, 'ledger-refused', 'Who read what of a case is for its vendor and for auditors.');
    const { accesses, next } = await this.#ledger.page(
      caseId,
      start === undefined ? undefined : cursor.decode(start).SK,
    );
    return {
      accesses: accesses.map(({ person, ...record }) => {
        const roles = record.reader.kind === 'person' ? record.reader.roles : [];
        return { ...record, name: isNamed(caller, item.vendor, roles) ? person : null };
      }),
      next: next === null ? null : cursor.encode({ SK: next }),
    };
  }
}

function readerOf(caller: Caller, vendor: string, salt: string): Reader {
  if (caller.kind === 'client') return { kind: 'program', who: caller.clientId };
  return { kind: 'person', who: pseudonymOf(salt, caller.id), roles: rolesInCase(caller, vendor) };
}

/** The embedded metric of the alarm "BulkAccess" (`infra/constructs/vendor-api.ts`); it names nobody. */
function bulkMetric(at: string) {
  const metrics = { Namespace: 'Countersign', Dimensions: [[]], Metrics: [{ Name: 'BulkAccess', Unit: 'Count' }] };
  return { _aws: { Timestamp: Date.parse(at), CloudWatchMetrics: [metrics] }, BulkAccess: 1 };
}

/**
 * Lets the answer of a route out only once the ledger says that it was given: without a record there is no answer. What was refused or not
 * found was not read. `items` names which of it, where the path or the query do.
 */
export function recorded(
  what: AccessKind,
  accesses: Pick<Accesses, 'record'>,
  items: (param: (name: string) => string | undefined) => readonly (string | undefined)[] = () => [],
) {
  return createMiddleware<CallerEnv>(async (c, next) => {
    const asked = new Date().toISOString();
    await next();
    if (!c.res.ok) return;
    const { standard = null, evaluation } = Asked.parse(c.req.query());
    const named = [evaluation, ...items((name) => c.req.param(name))].filter((item) => item !== undefined);
    try {
      await accesses.record(c.var.caller, z.string().parse(c.req.param('caseId')), {
        ...{ what, standard, items: named, asked },
      });
    } catch (error) {
      logger.error('access not recorded', { what, error: error instanceof Error ? error : String(error) });
      throw new ApiFault(
        503,
        'access-not-recorded',
        'Every reading of evidence is recorded before it is answered, and this one could not be. Try again.',
      );
    }
  });
}
