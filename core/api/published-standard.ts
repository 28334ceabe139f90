import * as z from 'zod';
import { Finding, Severity, Tier } from '../policy/finding.ts';

/** A standard as it is published for everybody to read: what it asks, why, how it is measured, and of which source. */
export const PublishedStandard = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  about: z.string(),
  legalBasis: z.enum(['voluntary', 'mandatory']),
  digest: z.string(),
  tiers: z.array(z.object({ id: Tier, title: z.string(), about: z.string() })),
  agencies: z.array(z.object({ id: z.string(), name: z.string(), short: z.string(), remit: z.string() })),
  criteria: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      agency: z.string(),
      kind: Finding.shape.kind,
      severity: Severity,
      thresholds: z.record(z.string(), z.number()),
      missing: z.enum(['return', 'inconclusive', 'not_applicable']),
      required: z.string(),
      motivation: z.string(),
      measured: z.string(),
      remediation: z.string(),
      source: Finding.shape.source,
      equivalent: Finding.shape.equivalent,
    }),
  ),
});
export type PublishedStandard = z.infer<typeof PublishedStandard>;

/** `index.json` of the published standards. */
export const StandardIndex = z.object({
  standards: z.array(
    z.object({
      ...PublishedStandard.pick({ id: true, version: true, title: true, about: true, legalBasis: true, digest: true })
        .shape,
      agencies: z.array(z.string()),
      criteria: z.int(),
    }),
  ),
});
export type StandardIndex = z.infer<typeof StandardIndex>;
