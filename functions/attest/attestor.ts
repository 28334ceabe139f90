import { CaseEvent } from '#core/attestation/event-chain.ts';
import { append } from '#core/attestation/tlog/append.ts';
import { CHECKPOINT_PATH } from '#core/attestation/tlog/checkpoint.ts';
import { entryBytes, type LogEntry } from '#core/attestation/tlog/entry.ts';
import type { LogStore } from '#core/attestation/tlog/log-store.ts';
import { formatNoteKey, type NoteSigner } from '#core/attestation/tlog/note-key.ts';
import { proveInclusion } from '#core/attestation/tlog/tlog-proof.ts';
import { signVerdict, verdictDigest } from '#core/attestation/verdict/signed-verdict.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { logger } from '../shared/logger.ts';
import type { AttestationItem } from '../shared/table/attestation-items.ts';
import type { AttestationTable } from '../shared/table/attestation-table.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import { VerdictItem } from '../shared/table/items.ts';
import { ChainHeadUnknown, issuedStatement } from './issued-statement.ts';
import type { VerdictSigner } from './verdict-signer.ts';

/** The log of this name is signed by another key than the one before: a new key begins a new log, under a new name. */
export class LogKeyChanged extends Error {
  override readonly name = 'LogKeyChanged';
}

/** An attestation that was written is not there, or not as it was written. */
export class AttestationLost extends Error {
  override readonly name = 'AttestationLost';
}

/** What an attestor works with; keys are asked for when there is something to sign. */
export interface AttestorParts {
  readonly cases: Pick<CaseTable, 'items'>;
  readonly attestations: AttestationTable;
  readonly verdicts: () => Promise<VerdictSigner>;
  readonly log: () => Promise<NoteSigner>;
  readonly store: LogStore;
}

type Signed = AttestationItem & { state: 'signed' };

/**
 * Signs the verdicts of cases and puts them into the transparency log. It goes by what the table holds, so that it may be asked at any
 * time and any number of times: a verdict is signed once, by whoever writes its envelope first, and everybody goes on with that one.
 * An entry may be in the log twice, where somebody died between the log and the table, or two were at it; that does no harm.
 */
export class Attestor {
  readonly #parts: AttestorParts;

  constructor(parts: AttestorParts) {
    this.#parts = parts;
  }

  /** Attests every verdict of a case under a standard (`id/version`) that is not attested yet, in their order. */
  async attest(caseId: string, standard: string): Promise<void> {
    const { cases, attestations } = this.#parts;
    const verdicts = await cases.items(caseId, `VERDICT#${standard}#`, VerdictItem);
    verdicts.sort((a, b) => a.n - b.n);
    const known = new Map((await attestations.of(caseId, standard)).map((item) => [item.n, item]));
    const open = verdicts.filter(({ n }) => (known.get(n)?.state ?? 'signed') === 'signed');
    if (open.length === 0) return;
    const events = await cases.items(caseId, 'EVENT#', CaseEvent);
    for (const verdict of open) {
      const item = known.get(verdict.n) ?? (await this.#sign(standard, verdict, verdicts, events));
      if (item.state === 'signed') await this.#log(item, verdict);
    }
  }

  async #sign(
    pack: string,
    verdict: VerdictItem,
    verdicts: readonly VerdictItem[],
    events: readonly CaseEvent[],
  ): Promise<AttestationItem> {
    const { attestations } = this.#parts;
    const { caseId, n } = verdict;
    const item = await this.#signedOrNot({ caseId, pack, n }, verdict, verdicts, events);
    if (await attestations.add(item)) {
      logger.info('verdict signed', { pack, n, state: item.state });
      return item;
    }
    const first = await attestations.find(caseId, pack, n);
    if (first === null) throw new AttestationLost(`the attestation of verdict ${n} of ${caseId} is gone`);
    return first;
  }

  async #signedOrNot(
    of: Pick<AttestationItem, 'caseId' | 'pack' | 'n'>,
    verdict: VerdictItem,
    verdicts: readonly VerdictItem[],
    events: readonly CaseEvent[],
  ): Promise<AttestationItem> {
    const { signer, validFrom } = await this.#parts.verdicts();
    try {
      const statement = issuedStatement(verdict, verdicts, events, validFrom);
      return { ...of, state: 'signed', envelope: (await signVerdict(statement, [signer])).envelope };
    } catch (error) {
      if (error instanceof ChainHeadUnknown) return { ...of, state: 'unsignable', code: 'chain-head-unknown' };
      // Of a bundle that could not be read there is no digest, and so nothing that a statement could be about.
      if (!(error instanceof VerificationError) || error.code !== 'bundle-digest-unknown') throw error;
      return { ...of, state: 'unsignable', code: error.code };
    }
  }

  async #log(item: Signed, { verdict, head }: VerdictItem): Promise<void> {
    const { attestations, store } = this.#parts;
    const log = await this.#publishedLog();
    const standard = verdict.pack.digest;
    const isNew = !(await attestations.isLogged(standard));
    const entries: LogEntry[] = [
      { kind: 'verdict', digest: verdictDigest(item) },
      ...(head === undefined ? [] : [{ kind: 'case' as const, digest: head.hash }]),
      ...(isNew ? [{ kind: 'standard' as const, digest: standard }] : []),
    ];
    const index = await append(store, log, entries.map(entryBytes));
    if (isNew) await attestations.addLogged(standard, index + entries.length - 1);
    const inclusion = await proveInclusion(index, await this.#checkpoint(), async (path) => {
      const found = await store.get(path);
      return found === null ? null : found.bytes;
    });
    await attestations.prove({ ...item, state: 'logged', index, inclusion });
    logger.info('verdict logged', { pack: item.pack, n: item.n, index });
  }

  /** The log's key is known before anything stands in it. */
  async #publishedLog(): Promise<NoteSigner> {
    const log = await this.#parts.log();
    const key = formatNoteKey(log.noteKey);
    if (await this.#parts.attestations.setLogKey(key)) return log;
    const known = await this.#parts.attestations.logKey();
    if (known === key) return log;
    throw new LogKeyChanged(`the log ${log.noteKey.name} has the key ${known}, and this deployment has ${key}`);
  }

  async #checkpoint(): Promise<string> {
    const found = await this.#parts.store.get(CHECKPOINT_PATH);
    if (found === null) throw new AttestationLost('the log has entries, and no checkpoint');
    return Buffer.from(found.bytes).toString('utf8');
  }
}
