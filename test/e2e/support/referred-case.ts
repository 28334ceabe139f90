import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { CompletedSubmission, PartUrls, StartedSubmission } from '#core/api/wire.ts';
import type { Profile } from '../../../local/state/profile.ts';
import { eventually } from '../../local/support/clients.ts';
import { countersign } from './countersign.ts';
import { type ActionInput, peopleOf } from './people.ts';
import { variantZip } from './variant.ts';

export const FEDERAL = 'us-frontier/2026.1';
export const EUROPEAN = 'eu-gpai/2026.1';
export const AGENCIES = ['nsa', 'oncd', 'odni'] as const;

export type Determination = Extract<ActionInput, { type: 'determine' }>['determination'];

/** The sample bundle that is referred to people, under one standard. `note` makes another version of it. */
export function referredZip(folder: string, standard: string, note = 'as submitted'): Promise<Uint8Array> {
  return variantZip(
    join(folder, `${standard.replace('/', '-')}-${createHash('sha256').update(note).digest('hex').slice(0, 8)}`),
    'frontier-safeguarded',
    (manifest) => ({
      ...manifest,
      packs: [standard],
      notice: `${String(manifest.notice)} (${note})`,
    }),
  );
}

/** Cases of a running Countersign that are referred to people, and what people do in them. */
export function procedureOn(profile: Profile) {
  const system = countersign(profile);
  const as = peopleOf(profile);
  let made = 0;

  return {
    system,
    as,
    /** A case that waits for people under a standard. */
    async refer(zip: Uint8Array, standard = FEDERAL) {
      made += 1;
      const { caseId } = await system.upload(zip, 'quillon', `s-${made}-${Date.now()}`);
      await system.decided(caseId);
      return caseHandle(caseId, standard);
    },
    handle: caseHandle,
  };

  function caseHandle(caseId: string, standard = FEDERAL) {
    const self = {
      caseId,
      does: (person: string, action: ActionInput) => as(person).does(caseId, standard, action),
      /** A reviewer prepares, another signs. What the two led to; a text where it is refused. */
      async determine(agency: string, determination: Determination): Promise<string[] | string> {
        const prepared = await self.does(`${agency}-reviewer-1`, { type: 'determine', determination });
        if (typeof prepared === 'string') return prepared;
        const mine = (await self.view(`${agency}-reviewer-2`)).determinations.filter((one) => one.agency === agency);
        const last = mine.at(-1);
        if (last === undefined || !last.signatureNeeded) return prepared;
        const signed = await self.does(`${agency}-reviewer-2`, { type: 'sign', n: last.n });
        return typeof signed === 'string' ? signed : [...prepared, ...signed];
      },
      async view(person: string): Promise<ProcedureView> {
        const said = await as(person).view(caseId);
        if (!('answer' in said)) throw new Error(`${person}: ${said.message}`);
        const found = said.answer.procedures.find((one) => one.standard === standard);
        if (found === undefined) throw new Error(`${person} sees no procedure under ${standard}`);
        return found;
      },
      async events(): Promise<string[]> {
        const said = await as('coordinator').log(caseId);
        if (!('answer' in said)) throw new Error(said.message);
        return said.answer.events.filter(({ data }) => data?.standard === standard).map(({ type }) => type);
      },
      /** The verdict that stands under the standard. */
      async verdict() {
        const item = await system.caseOf(caseId);
        return (await system.verdictOf(caseId, item?.standings[standard]?.verdict, standard))?.verdict;
      },
      summary: () => system.caseOf(caseId),
      /** Uploads another version of the bundle, as the command line does. */
      async amend(zip: Uint8Array, note: string): Promise<string> {
        const vendor = as('vendor-quillon');
        const bytes = Buffer.from(zip);
        const started = await vendor.post(
          '/submissions',
          { fileName: 'b.zip', bytes: bytes.length, amends: { caseId, note } },
          StartedSubmission,
        );
        if (!('answer' in started)) return started.message;
        const { submissionId, uploadId } = started.answer;
        const sha256 = createHash('sha256').update(bytes).digest('base64');
        const urls = await vendor.post(
          `/submissions/${submissionId}/parts`,
          { uploadId, parts: [{ part: 1, sha256 }] },
          PartUrls,
        );
        if (!('answer' in urls)) return urls.message;
        const [to] = urls.answer.urls;
        const put = await fetch(to?.url ?? '', { method: 'PUT', headers: to?.headers ?? {}, body: bytes });
        const parts = [{ part: 1, etag: z.string().parse(put.headers.get('etag')), sha256 }];
        const done = await vendor.post(
          `/submissions/${submissionId}/complete`,
          { uploadId, parts },
          CompletedSubmission,
        );
        return 'answer' in done ? done.answer.caseId : done.message;
      },
      /** Waits until a version of the bundle has been judged. */
      judged: (bundle: number) =>
        eventually(async () => {
          const item = await system.caseOf(caseId);
          return item?.bundle === bundle && item.status !== 'in_review' ? item : undefined;
        }, 60_000),
    };
    return self;
  }
}
