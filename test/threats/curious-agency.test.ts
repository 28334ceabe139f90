import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceKeys } from '#functions/shared/evidence-keys.ts';
import { Deployment } from '../infra/simulator/deployment.ts';
import { synthesize } from '../infra/synthesize.ts';

const AGENCIES = ['nsa', 'nsa-west', 'oncd', 'odni'];
const deployment = new Deployment(synthesize({ agencies: AGENCIES }));
const review = fc.record({
  caseId: fc.stringMatching(/^[0-9a-f]{40}$/).map((hex) => `case-${hex}`),
  bundle: fc.integer({ min: 1, max: 9 }),
});
const agency = fc.constantFrom(...AGENCIES);

describe('a curious agency', () => {
  it('reads and decrypts with its role the evidence that was given to it, and nothing else of any case', () => {
    fc.assert(
      fc.property(review, agency, agency, (ref, own, other) => {
        const role = `check-agency ${own}`;
        const reads = (key: string) => [
          deployment.read(role, 'Evidence', key),
          deployment.viaS3(role, 'kms:Decrypt', 'Evidence', key),
        ];
        const pack = 'us-frontier/2026.1';
        expect(reads(evidenceKeys.agencyEvidence(ref, other, pack))).toEqual([own === other, own === other]);
        for (const key of [
          evidenceKeys.bundleIndex(ref),
          evidenceKeys.evaluation(ref, own),
          evidenceKeys.reading(ref, own),
          evidenceKeys.findings(ref, pack),
          evidenceKeys.report(ref, 'joint', pack),
        ])
          expect(reads(key)).toEqual([false, false]);
        expect(deployment.read(role, 'Bundles', `vendors/acme/${ref.bundle}/bundle.zip`)).toBe(false);
        expect(deployment.onItem(role, 'GetItem', `CASE#${ref.caseId}`)).toBe(false);
        expect(deployment.onItem(role, 'Query', `ACCESS#${ref.caseId}`)).toBe(false);
      }),
    );
  });
});
