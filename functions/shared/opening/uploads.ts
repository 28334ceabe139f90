import { caseIdOf } from '#core/adjudication/case-id.ts';
import { isByRole, submissionOfKey } from '../bundle-key.ts';
import { logger } from '../logger.ts';
import type { BundleRef } from '../payloads.ts';
import type { Procedures } from '../procedure/procedures.ts';
import type { CaseTable } from '../table/case-table.ts';
import type { SubmissionTable } from '../table/submission-table.ts';
import type { Reviews, WaitingLine } from './reviews.ts';

/** One version of a vendor's bundle in the bucket. */
export interface Uploaded {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly vendor: string;
  readonly bytes: number;
  /** When it was uploaded, in ISO 8601. */
  readonly at: string;
}

/** Opens the cases of uploads, as often and in whatever order it is told of them. */
export class Uploads {
  readonly #cases: CaseTable;
  readonly #submissions: SubmissionTable;
  readonly #procedures: Procedures;
  readonly #reviews: Reviews;
  readonly #line: WaitingLine;

  constructor(
    cases: CaseTable,
    submissions: SubmissionTable,
    procedures: Procedures,
    reviews: Reviews,
    line: WaitingLine,
  ) {
    this.#cases = cases;
    this.#submissions = submissions;
    this.#procedures = procedures;
    this.#reviews = reviews;
    this.#line = line;
  }

  /**
   * Opens the case of an uploaded bundle, or takes the bundle into the case that it amends, and starts its review or has it wait for a turn. The case's id derives
   * from the object's version, the item is put on condition that it is absent, and the execution has the case's name. The execution is
   * started even where the case is open already, because an earlier attempt may have ended between the two. A bundle that its case takes
   * no more opens a case of its own: nothing that was sent is lost. What a vendor's role has put where nothing was declared, or what is
   * not what was declared, opens none (`declared` is false).
   */
  async open(uploaded: Uploaded): Promise<{ caseId: string; opened: boolean; declared: boolean }> {
    const { bucket, key, versionId } = uploaded;
    const ref: BundleRef = { caseId: caseIdOf({ bucket, key, versionId }), bundle: 1, bucket, key, versionId };
    if (!(await this.#isDeclared(uploaded))) return { caseId: ref.caseId, opened: false, declared: false };
    const amended = await this.#amend(uploaded, ref.caseId);
    if (amended !== null) {
      await this.#review(uploaded.vendor, amended);
      return { caseId: amended.caseId, opened: false, declared: true };
    }
    const opened = await this.#open(ref, uploaded);
    await this.#review(uploaded.vendor, ref);
    return { caseId: ref.caseId, opened, declared: true };
  }

  /** True but for what a role has put that the API has not found to be what its vendor declared (`functions/api/role-uploads.ts`). */
  async #isDeclared({ vendor, key, versionId }: Uploaded): Promise<boolean> {
    const submissionId = submissionOfKey(key);
    if (submissionId === null) return false;
    if (!isByRole(submissionId)) return true;
    const submission = await this.#submissions.find(submissionId);
    return submission?.vendor === vendor && submission.byRole?.versionId === versionId;
  }

  /**
   * The version of the bundle of the case that the upload amends; null where it amends none, or the case takes it no more. An upload that
   * opened a case of its own, `own`, stays there, whatever its event is delivered again for.
   */
  async #amend({ vendor, at: _, ...object }: Uploaded, own: string): Promise<BundleRef | null> {
    const submission = await this.#submissions.find(submissionOfKey(object.key) ?? '');
    const amends = submission?.vendor === vendor ? submission.amends : undefined;
    if (amends === undefined) return null;
    const { caseId, note, by } = amends;
    logger.appendKeys({ caseId });
    const found = (await this.#cases.case(own)) === null ? await this.#cases.case(caseId) : null;
    const bundle = found?.vendor === vendor ? await this.#procedures.amend(caseId, { ...object, note, by }) : null;
    logger.info(bundle === null ? 'amendment comes too late' : 'case amended', { bundle });
    if (bundle === null) return null;
    const { bucket, key, versionId } = object;
    return { caseId, bundle, bucket, key, versionId };
  }

  async #open(ref: BundleRef, { vendor, bytes, at }: Uploaded): Promise<boolean> {
    logger.appendKeys({ caseId: ref.caseId });
    const undecided = { decidedAt: null, outcome: null, tier: null, model: null, pack: null, packs: [], standings: {} };
    const summary = { ...ref, vendor, status: 'in_review' as const, bytes, openedAt: at, ...undecided };
    const opened = await this.#cases.open(summary, { vendor, versionId: ref.versionId, bytes });
    logger.info(opened ? 'case opened' : 'case was open already');
    return opened;
  }

  async #review(vendor: string, ref: BundleRef): Promise<void> {
    if (await this.#reviews.start({ vendor, ref })) return;
    await this.#line.join({ vendor, ref });
    logger.info('review waits for a turn');
  }
}
