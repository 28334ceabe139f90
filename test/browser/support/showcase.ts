import { join } from 'node:path';
import type { Profile } from '../../../local/state/profile.ts';
import { exampleZip } from '../../e2e/support/countersign.ts';
import { AGENCIES, FEDERAL, procedureOn, referredZip } from '../../e2e/support/referred-case.ts';
import { variantZip } from '../../e2e/support/variant.ts';

/** Cases worth looking at, by their ids. */
export interface Showcase {
  /** Before the agencies: one has determined, another waits for its second signature. */
  readonly reviewed: string;
  /** Turned back to its vendor. */
  readonly returned: string;
  /** Decided, under a condition. */
  readonly decided: string;
}

/** Brings cases of a running Countersign into states in which their pages have something to show. */
export async function showcaseOn(profile: Profile, folder: string): Promise<Showcase> {
  const procedure = procedureOn(profile);
  const zip = await referredZip(folder, FEDERAL);
  // What a bundle leaves out stays open.
  const open = await variantZip(join(folder, 'open'), 'frontier-safeguarded', (manifest) => ({
    ...manifest,
    packs: [FEDERAL],
    incidentPlan: undefined,
    insiderControls: undefined,
  }));
  const [reviewed, decided] = [await procedure.refer(open), await procedure.refer(zip)];
  const { points, today } = await reviewed.view('oncd-reviewer-1');
  const [point] = points;
  if (point === undefined) throw new Error('the sample that is referred has no open point');
  const objection = { criterion: point.criterion, evidence: 'The safeguard run leaves it open.', cure: 'Close it.' };
  await reviewed.determine('oncd', { kind: 'non_concur', objections: [objection] });
  await reviewed.does('nsa-reviewer-2', { type: 'determine', determination: { kind: 'concur' } });

  const year = String(Number(today.slice(0, 4)) + 1);
  const condition = {
    text: 'Monitoring of misuse stays on, and its rate is reported.',
    criterion: null,
    metric: 'Share of misuse that is caught, at least 95 %',
    due: `${year}-03-02`,
    verifier: 'nsa',
    expires: `${year}-11-02`,
  };
  for (const agency of AGENCIES)
    await decided.determine(
      agency,
      agency === 'nsa' ? { kind: 'concur_with_conditions', conditions: [condition] } : { kind: 'concur' },
    );

  const { caseId: returned } = await procedure.system.upload(await exampleZip('incomplete'), 'tern', 'returned');
  await procedure.system.decided(returned);
  return { reviewed: reviewed.caseId, returned, decided: decided.caseId };
}
