import { destructionOf, KEPT } from '#core/adjudication/retention/retention.ts';
import type { KeptPart } from '#core/adjudication/retention/rules.ts';
import type { CaseItem } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';

/**
 * Lets through what rests on parts of a case that are kept.
 * @throws ApiFault 410 for what was destroyed, or is being destroyed
 */
export function requireKept({ caseId, bundle, retention = KEPT }: CaseItem, ...parts: readonly KeptPart[]): void {
  for (const part of parts) {
    const gone = destructionOf(retention, part, bundle);
    if (gone === null) continue;
    const when = gone.ended === null ? 'is being destroyed' : `was destroyed on ${gone.ended.at.slice(0, 10)}`;
    throw new ApiFault(
      410,
      'destroyed',
      `The ${part} of case ${caseId} ${when}: ${gone.by === 'term' ? 'its time was over' : 'the key of its vendor was destroyed'}. ` +
        'The log of the case has the certificate; verdict, digests and signature stay.',
    );
  }
}
