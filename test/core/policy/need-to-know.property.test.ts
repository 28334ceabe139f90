import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Confidentiality } from '#core/bundle/manifest.ts';
import type { Evidence } from '#core/evidence/evidence.ts';
import { figuresOnly } from '#core/evidence/figures-only.ts';
import { agencyEvidence } from '#core/policy/agency-evidence.ts';
import { storable, storableScores } from '#core/policy/need-to-know.ts';
import { readerProblems } from '#core/policy/reader-problems.ts';
import { screen } from '#core/policy/screen.ts';
import type { Submission } from '#core/policy/submission.ts';
import { judgeUnder } from '#core/review.ts';
import { CLEAN_RUNS, pack, submissionOf } from './submissions.ts';

const SECRET = 'SECRET-of-the-vendor';
const AGENCIES = pack.agencies.map(({ id }) => id).filter((id) => id !== 'joint');
const clean = submissionOf([...CLEAN_RUNS, { id: 'cybench', task: 'cybench', n: 40, mean: 0.05, flags: ['refusals'] }]);

/** Evidence whose every free text and place holds the secret. */
function withSecrets(evidence: Evidence): Evidence {
  const pointer = {
    file: evidence.recomputed[0]?.pointer.file ?? 'log',
    member: SECRET,
    path: `/${SECRET}`,
    sha256: SECRET,
  };
  return {
    ...evidence,
    answeredBy: [SECRET],
    modelRoles: { ...evidence.modelRoles, grader: SECRET },
    claims: evidence.claims.map((claim) => ({ ...claim, pointer })),
    recomputed: evidence.recomputed.map((figure) => ({ ...figure, pointer })),
    drawn: (evidence.drawn ?? []).map((sample) => ({ ...sample, id: SECRET, pointer })),
    flags: evidence.flags.map((flag) => ({ ...flag, message: SECRET, pointer })),
  };
}

type Levels = ReadonlyMap<string, { confidentiality: Confidentiality; agencies?: string[] | undefined }>;

/** The clean submission with a level for each log, and secrets in the logs that have one. */
function submission(levels: Levels): Submission {
  const { manifest } = clean;
  if (manifest === null) throw new Error('the example has a manifest');
  const paths = new Set(manifest.evaluations.map(({ path }) => path));
  return {
    ...clean,
    manifest: {
      ...manifest,
      files: [
        ...manifest.files.filter(({ path }) => !paths.has(path)),
        ...manifest.evaluations.map(({ id, path }) => ({
          path,
          bytes: 1,
          sha256: `sha256:${'0'.repeat(64)}`,
          confidentiality: levels.get(id)?.confidentiality ?? ('agency' as const),
          agencies: levels.get(id)?.agencies,
        })),
      ],
    },
    evaluations: clean.evaluations.map(({ declared, evidence }) => {
      const level = levels.get(declared.id);
      const read = evidence && (level === undefined ? evidence : withSecrets(evidence));
      const sealed = { level: level?.confidentiality ?? 'agency', agencies: null };
      return { declared, evidence: read && storable(read, sealed) };
    }),
  };
}

const ids = clean.evaluations.map(({ declared }) => declared.id);
const levelsOf = (level: fc.Arbitrary<{ confidentiality: Confidentiality; agencies?: string[] }>) =>
  fc
    .array(fc.tuple(fc.constantFrom(...ids), level), { minLength: 1, maxLength: 6 })
    .map((list): Levels => new Map(list));
const sealed = fc.constant({ confidentiality: 'sealed' as const });
const restricted = fc
  .subarray(AGENCIES, { minLength: 1 })
  .map((agencies) => ({ confidentiality: 'agency' as const, agencies }));
const RUNS = { numRuns: 60 };

describe('a sealed log', () => {
  it('is nowhere in what leaves the bundle: agencies, findings of any agency, verdict', () => {
    fc.assert(
      fc.property(levelsOf(sealed), (levels) => {
        const given = submission(levels);
        const screening = screen(pack, given);
        const { findings, verdict } = judgeUnder(pack, given);
        const parts = AGENCIES.map((agency) => agencyEvidence(pack, given, screening, agency));
        expect(JSON.stringify([given.evaluations, parts, findings, verdict])).not.toContain(SECRET);
      }),
      RUNS,
    );
  });

  it('never makes an outcome better: a criterion comes out the same, or is inconclusive', () => {
    const open = judgeUnder(pack, clean).findings;
    fc.assert(
      fc.property(levelsOf(sealed), (levels) => {
        for (const finding of judgeUnder(pack, submission(levels)).findings) {
          const before = open.find(
            (one) => one.criterion === finding.criterion && one.evaluation === finding.evaluation,
          );
          if (finding.outcome !== before?.outcome) expect(finding.outcome).toBe('inconclusive');
        }
      }),
      RUNS,
    );
  });

  it('keeps no score of a sample beside its evidence', () => {
    const scores = { samples: [[SECRET]], scores: [{ score: 's', list: 0, values: [1] }], leftOut: [] };
    expect(storableScores(scores, { level: 'sealed', agencies: null })).toEqual({
      samples: [],
      scores: [],
      leftOut: [{ score: 's', why: 'its log is sealed' }],
    });
    expect(storableScores(scores, { level: 'agency', agencies: new Set(['nsa']) })).toBe(scores);
  });
});

describe('a log for some agencies', () => {
  it('reaches neither the others nor the joint findings, which all of them see', () => {
    fc.assert(
      fc.property(levelsOf(restricted), (levels) => {
        const given = submission(levels);
        const screening = screen(pack, given);
        expect(JSON.stringify(screening.report)).not.toContain(SECRET);
        for (const agency of AGENCIES)
          for (const { declared, evidence } of agencyEvidence(pack, given, screening, agency).evaluations) {
            const readers = levels.get(declared.id)?.agencies;
            expect(JSON.stringify(evidence).includes(SECRET), `${agency} ${declared.id}`).toBe(
              readers?.includes(agency) ?? false,
            );
          }
      }),
      RUNS,
    );
  });

  it('changes no outcome and no tier: who may read decides nothing', () => {
    const open = judgeUnder(pack, clean);
    fc.assert(
      fc.property(levelsOf(restricted), (levels) => {
        const { findings, verdict } = judgeUnder(pack, submission(levels));
        expect([verdict.outcome, verdict.tier]).toEqual([open.verdict.outcome, open.verdict.tier]);
        const told = (list: typeof findings) =>
          list.map(({ criterion, evaluation, outcome }) => [criterion, evaluation, outcome]);
        expect(told(findings)).toEqual(told(open.findings));
      }),
      RUNS,
    );
  });
});

describe('figures only', () => {
  it('done twice is done once, and every figure stays', () => {
    for (const { evidence } of clean.evaluations) {
      if (evidence === null) continue;
      for (const why of ['sealed', 'restricted'] as const) {
        const cut = figuresOnly(withSecrets(evidence), why);
        expect(figuresOnly(cut, why)).toEqual(cut);
        expect(cut.recomputed.map(({ mean, n, interval }) => ({ mean, n, interval }))).toEqual(
          evidence.recomputed.map(({ mean, n, interval }) => ({ mean, n, interval })),
        );
      }
    }
  });
});

describe('agencies that the manifest names as readers', () => {
  const given = (agencies?: string[]) => submission(new Map([['cybench', { confidentiality: 'agency', agencies }]]));

  it('that no standard has are a problem with place and choice', async () => {
    const problems = await readerProblems(given(['nsa', 'nasa']).manifest, ['us-frontier/2026.1'], () => pack);
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'reader-unknown',
        criterion: 'INT-01',
        pointer: expect.stringMatching(/^\/files\/\d+\/agencies\/1$/),
        found: 'the agency "nasa"',
        expected: expect.stringMatching(/^one of .*nsa.*, the agencies of us-frontier\/2026\.1$/),
      }),
    ]);
  });

  it('load no standard where there are none', async () => {
    const load = () => Promise.reject(new Error('not to be loaded'));
    expect(await readerProblems(given().manifest, ['us-frontier/2026.1'], load)).toEqual([]);
    expect(await readerProblems(null, ['us-frontier/2026.1'], load)).toEqual([]);
  });
});
