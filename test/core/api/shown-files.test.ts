import { describe, expect, it } from 'vitest';
import { needsOfDocument, needsOfLog, withheldFrom } from '#core/api/shown-files.ts';
import type { Sight } from '#core/api/sight.ts';
import { type Audience, audienceOfFile } from '#core/bundle/audience.ts';
import { Confidentiality } from '#core/bundle/manifest.ts';
import { FINDING } from '../../cli/support/verdicts.ts';

const STANDARD = 'us-frontier/2026.1';
const sight = (agencies: readonly string[] | null, deliberation = true): Sight => ({
  standards: new Map([[STANDARD, agencies === null ? null : new Set(agencies)]]),
  deliberation,
});
const PEOPLE = {
  vendor: sight(null, false),
  agency: sight(['nsa', 'joint']),
  panel: sight(null),
  overseer: sight(['joint']),
};
const shown = (audience: Audience) =>
  Object.entries(PEOPLE).flatMap(([who, of]) =>
    withheldFrom(of, audience, needsOfDocument(of)) === null ? [who] : [],
  );

describe('what a document says is shown', () => {
  it.each([
    ['public', ['vendor', 'agency', 'panel', 'overseer']],
    ['summary', ['vendor', 'agency', 'panel']],
    ['agency', ['vendor', 'agency', 'panel']],
    ['sealed', []],
  ] as const)('where it is %s: to %j', (confidentiality, to) => {
    expect(shown(audienceOfFile({ confidentiality }))).toEqual(to);
    expect(Confidentiality.options).toContain(confidentiality);
  });

  it('where agencies are named: to the vendor and to them', () => {
    const audience = (agencies: string[]) => audienceOfFile({ confidentiality: 'agency', agencies });
    expect(shown(audience(['nsa']))).toEqual(['vendor', 'agency']);
    expect(shown(audience(['oncd']))).toEqual(['vendor']);
  });
});

it('samples of a log are shown to an agency with a finding of its own on it, not to one that knows it from the joint screening', () => {
  const finding = (agency: string) => ({ ...FINDING, agency, evaluation: 'cybench' });
  const why = (findings: (typeof FINDING)[]) =>
    withheldFrom(
      PEOPLE.agency,
      audienceOfFile({ confidentiality: 'agency' }),
      needsOfLog(PEOPLE.agency, STANDARD, findings, 'cybench'),
    );
  expect(why([finding('nsa')])).toBeNull();
  expect(why([finding('joint')])).toMatch(/for the vendor and the agencies that judge by it/);
  expect(why([{ ...finding('nsa'), evaluation: 'other', evidence: [] }])).not.toBeNull();
});
