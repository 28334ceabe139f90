import * as z from 'zod';
import { VerdictOutcome } from '../adjudication/verdict.ts';
import { digestOf } from '../attestation/canonical-json.ts';
import type { PackRef } from './check-report.ts';
import { compilePack } from './compile-pack.ts';
import { AgencyId, Criterion, CriterionId, PackName, Rule } from './criterion.ts';
import { Tier } from './finding.ts';
import { PackInvalid, problemsOf } from './pack-error.ts';
import { SignatureRow } from './signature-rule.ts';
import { ManifestPart } from './view/manifest-view.ts';

const text = z.string().min(1).max(4_000);

/** The agency that decides whether a submission is acceptable and its logs valid, for all others. */
export const JOINT = 'joint';

export const Agency = z.strictObject({
  id: AgencyId,
  name: text,
  short: text,
  remit: text,
  needToKnow: z
    .strictObject({ manifest: z.array(ManifestPart), problems: z.boolean().default(false) })
    .describe('The most that its criteria may read, besides the evaluations they name'),
});
export type Agency = z.infer<typeof Agency>;

/** A row of the decision table: the first whose `when` holds gives the outcome. */
export const DecisionRow = z.strictObject({
  outcome: VerdictOutcome,
  when: Rule.describe('Over findings, tier, complete'),
  because: Rule.describe('Over finding: whether it is a reason for this outcome'),
  summary: text.describe('One sentence for a person'),
});
export type DecisionRow = z.infer<typeof DecisionRow>;

const days = z.int().nonnegative();

/** Time limits and votes of the people's part of a review, in days. */
export const Procedure = z.strictObject({
  tracks: z.array(
    z.strictObject({
      id: z.string(),
      title: text,
      when: text,
      rule: Rule.optional().describe(
        'Over manifest, findings, threshold: the submission is on this track. The first that holds counts; left out: any is',
      ),
      thresholds: z.record(z.string(), z.number()).optional(),
      decisionDue: z.strictObject({ days, calendar: z.enum(['business', 'calendar']) }),
    }),
  ),
  calendar: z
    .string()
    .optional()
    .describe('Holiday calendar, a file of policy/calendars; us-federal where none is named'),
  reminders: z.array(days).optional().describe('Days before a due date on which those who owe something are reminded'),
  cureBusinessDays: days.describe('A returned submission may be cured within'),
  extension: z.strictObject({ most: z.int().nonnegative(), days, requires: text }),
  determinations: z.strictObject({
    due: days,
    allowed: z.array(z.string()).min(1),
    fourEyes: z.array(z.string()).optional().describe('Determinations that a second person of the agency signs'),
    onSilence: text,
    silence: z
      .enum(['no_objection', 'nothing'])
      .optional()
      .describe('What silence counts as; no_objection where it is not said'),
  }),
  informationRequests: z.strictObject({ rounds: z.int().nonnegative(), answerBusinessDays: days, holdDays: days }),
  escalation: z.array(
    z.strictObject({
      step: text,
      by: days,
      stage: z
        .enum(['unanimous', 'working_group', 'principals', 'decision'])
        .optional()
        .describe(
          'Without a stage working_group, that group has until the decision is due; without principals, none meet',
        ),
    }),
  ),
  quorum: z.strictObject({
    agencies: z.enum(['all', 'majority']),
    majority: text,
    onMissedDecision: text,
    newDateDays: days
      .optional()
      .describe('How far the notice of a missed decision puts off the date; 15 where it is not said'),
  }),
  appeal: z.strictObject({
    within: days,
    grounds: z.array(text).min(1),
    decisionBusinessDays: days,
    panel: z.int().positive().optional().describe('Fewest members of the panel; 3 where it is not said'),
  }),
});
export type Procedure = z.infer<typeof Procedure>;

/** The content of `pack.yaml`: everything of a standard but its criteria. */
export const PackHead = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().regex(/^[0-9]{4}\.[0-9]+$/),
  title: text,
  about: text,
  legalBasis: z.enum(['voluntary', 'mandatory']),
  agencies: z.array(Agency).min(1),
  adopts: z
    .array(z.strictObject({ pack: PackName, criteria: z.array(CriterionId).min(1) }))
    .optional()
    .describe('Criteria of other standards that are part of this one as they stand, under the same id and agency'),
  bundleSignature: z
    .array(SignatureRow)
    .min(1)
    .optional()
    .describe('Whether a bundle has to be signed: the first row that takes it counts. Left out: nothing is asked'),
  tiers: z.array(z.strictObject({ id: Tier, title: text, about: text })).min(1),
  tier: z
    .strictObject({ reached: Rule, upTo: Rule })
    .describe(
      'Over capabilities: the tier as a number, -1 for none; and the same if all that is undecided came out highest',
    ),
  decision: z.array(DecisionRow).min(1),
  register: z
    .strictObject({ names: z.array(VerdictOutcome).min(1) })
    .optional()
    .describe('Outcomes on which the register names vendor and model; left out: only where the vendor allows it'),
  procedure: Procedure,
});

export type PackHead = z.infer<typeof PackHead>;

export const PackContent = z.strictObject({ ...PackHead.shape, criteria: z.array(Criterion).min(1) });
export type PackContent = z.infer<typeof PackContent>;

/** A standard as data, with the digest of its content. */
export const Pack = z.strictObject({ ...PackContent.shape, digest: z.string() });
export type Pack = z.infer<typeof Pack>;

/** The digest of a standard: SHA-256 over the canonical JSON (RFC 8785) of its content, defaults filled in. */
export function packDigest(content: PackContent): string {
  return digestOf(content);
}

/**
 * A standard from parsed JSON, with all its rules type-checked. A digest that is given has to be the right one.
 * @throws PackInvalid with every problem: file, field, what is wrong, what there is instead
 */
export function parsePack(value: unknown): Pack {
  const parsed = z.strictObject({ ...PackContent.shape, digest: z.string().optional() }).safeParse(value);
  if (!parsed.success) throw new PackInvalid(problemsOf('pack', parsed.error));
  const { digest: stated, ...content } = parsed.data;
  content.criteria.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const digest = packDigest(content);
  if (stated !== undefined && stated !== digest)
    throw new PackInvalid([
      {
        file: 'pack',
        field: 'digest',
        message: `The pack states ${stated}, but its content has ${digest}: it was changed.`,
      },
    ]);
  const pack = { ...content, digest };
  compilePack(pack);
  return pack;
}

export function packRef({ id, version, digest }: Pack): PackRef {
  return { id, version, digest };
}
