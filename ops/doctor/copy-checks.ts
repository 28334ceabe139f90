import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { type Destruction, KEPT } from '#core/adjudication/retention/retention.ts';
import { KeptObjects } from '#functions/shared/retention/kept-objects.ts';
import type { Place } from '#functions/shared/retention/object-versions.ts';
import { CaseTable } from '#functions/shared/table/case-table.ts';
import type { CaseItem } from '#functions/shared/table/items.ts';
import { copiesIn, type Store } from '../copies.ts';
import { resourceOf } from '../deployment.ts';
import type { Check } from './finding.ts';

/** So many cases are looked at: those that were destroyed last. */
const LOOKED_AT = 20;

/** Whether copies in another region are made, and end when their originals do. */
export const copyChecks: readonly Check[] = [
  {
    name: 'copies in another region',
    onLocalRun: false,
    async look(deployment) {
      const { bundles, evidence } = await copiesIn(deployment);
      const places = [...bundles, ...evidence];
      if (places.length === 0) return { seen: 'none', wrong: [] };
      const cure = 'Deploy the stateful stack again with "replicas" as the outputs of the stack of copies have it.';
      if (places.length === 1)
        return { seen: 'one of two', wrong: [{ found: 'bundles or evidence have no copies, the other has', cure }] };
      const wrong: { found: string; cure: string }[] = [];
      for (const { s3, bucket: Bucket } of places) {
        const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
        if (Status !== 'Enabled') wrong.push({ found: `${Bucket} keeps no versions of copies`, cure });
      }
      return { seen: places.map(({ bucket }) => bucket).join(', '), wrong };
    },
  },
  {
    name: 'what was destroyed',
    onLocalRun: true,
    async look(deployment) {
      const { items, s3 } = deployment.clients;
      const own = (store: Store): Place => ({ s3, bucket: resourceOf(deployment, 'AWS::S3::Bucket', store).name });
      const copies = await copiesIn(deployment);
      // What a key has ended is still there, and can be read by nobody; its copies had another key.
      const elsewhere = new KeptObjects(copies);
      const everywhere = new KeptObjects({
        bundles: [own('BundlesBucket'), ...copies.bundles],
        evidence: [own('EvidenceBucket'), ...copies.evidence],
      });
      const cases = new CaseTable(items, resourceOf(deployment, 'AWS::DynamoDB::Table').name);
      const wrong: { found: string; cure: string }[] = [];
      const destroyed = await lastDestroyed(cases);
      for (const { item, ended } of destroyed)
        for (const { by, parts, bundle } of ended) {
          const left = await (by === 'key' ? elsewhere : everywhere).versions(item, parts, bundle);
          const [first] = left;
          if (first !== undefined)
            wrong.push({
              found: `${item.caseId} has a certificate of destruction, and ${left.length} version(s) are there, such as s3://${first.bucket}/${first.key}`,
              cure: 'Delete them by their version ids, and find what wrote them (docs/runbook.md#destroy-what-a-vendor-sent).',
            });
        }
      return { seen: `nothing is left of ${destroyed.length} case(s)`, wrong };
    },
  },
];

/** The cases of which something was destroyed last, and what was. */
async function lastDestroyed(cases: CaseTable): Promise<{ item: CaseItem; ended: Destruction[] }[]> {
  const all: { item: CaseItem; ended: Destruction[]; at: string }[] = [];
  for await (const item of cases.decided()) {
    const ended = (item.retention ?? KEPT).destructions.filter((destruction) => destruction.ended !== null);
    const at = ended
      .map((destruction) => destruction.ended?.at ?? '')
      .toSorted()
      .at(-1);
    if (at !== undefined) all.push({ item, ended, at });
  }
  return all.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, LOOKED_AT);
}
