import * as z from 'zod';
import type { BundleSignature } from '../../bundle/bundle-signature.ts';
import type { Manifest } from '../../bundle/manifest.ts';
import { DeclarationsView, declarationsView } from './declarations-view.ts';
import { JurisdictionsView, jurisdictionsView } from './jurisdictions-view.ts';

/**
 * The manifest as rules see it: no optional fields, since a rule must not stumble over what a vendor left out. Where something
 * is absent, `present` is false, texts are empty and numbers 0.
 */
export const ManifestView = z.object({
  date: z.string().describe('Date of the submission: the "today" of every rule'),
  vendor: z.object({ id: z.string(), name: z.string(), hasRevenue: z.boolean(), annualRevenueUsd: z.number() }),
  model: z.object({
    id: z.string(),
    version: z.string(),
    weightsDigest: z.string(),
    hasTrainingFlop: z.boolean(),
    trainingFlop: z.number(),
    hasKnowledgeCutoff: z.boolean(),
    knowledgeCutoff: z.string(),
  }),
  release: z.object({
    accessTier: z.string(),
    openWeights: z.boolean(),
    safeguards: z.array(z.string()).describe('Names'),
  }),
  attestation: z.object({ present: z.boolean(), truthful: z.boolean(), signedOn: z.string(), officer: z.string() }),
  signature: z
    .object({
      present: z.boolean(),
      form: z.string().describe('key, certificate or sigstore; empty where it cannot be read'),
      intact: z.boolean().describe('Over every file of the bundle, as they are'),
      trusted: z.boolean().describe('By a signer whom the review knows, and valid then'),
      signer: z.string(),
      fault: z.string().describe('Why it is not trusted'),
    })
    .describe('Of the bundle as a whole (OpenSSF Model Signing)'),
  disclosurePolicy: z.object({
    present: z.boolean(),
    url: z.string(),
    contact: z.string(),
    acknowledgeBusinessDays: z.number(),
    defaultDisclosureDays: z.number(),
  }),
  incidents: z.object({
    present: z.boolean(),
    coversFrom: z.string(),
    list: z.array(
      z.object({
        id: z.string(),
        date: z.string(),
        severity: z.string(),
        closed: z.boolean(),
        hasRootCause: z.boolean(),
      }),
    ),
  }),
  security: z.object({
    present: z.boolean(),
    level: z.number().describe('2 for SL2'),
    evidence: z.string().describe('Path of the document in the bundle'),
    evidenceListed: z.boolean(),
    plansNext: z.boolean(),
    plannedLevel: z.number(),
    plannedBy: z.string(),
  }),
  sectorExclusions: z.array(z.string()).describe('Sectors with a justified exclusion'),
  ...JurisdictionsView.shape,
  ...DeclarationsView.shape,
});
export type ManifestView = z.infer<typeof ManifestView>;

/** The parts of the manifest: what a criterion may read, and what an agency may need to know. */
export const ManifestPart = ManifestView.keyof();
export type ManifestPart = z.infer<typeof ManifestPart>;

/** Some parts of the manifest. */
export const ManifestParts = ManifestView.partial();
export type ManifestParts = z.infer<typeof ManifestParts>;

const levelNumber = (level: string) => Number(level.slice(2));

export function manifestView(manifest: Manifest, signature?: BundleSignature): ManifestView {
  const { vendor, model, release, attestation, disclosurePolicy, incidents, security } = manifest;
  return {
    date: manifest.date,
    vendor: {
      id: vendor.id,
      name: vendor.name,
      hasRevenue: vendor.annualRevenueUsd !== undefined,
      annualRevenueUsd: vendor.annualRevenueUsd ?? 0,
    },
    model: {
      id: model.id,
      version: model.version,
      weightsDigest: model.weightsDigest,
      hasTrainingFlop: model.trainingFlop !== undefined,
      trainingFlop: model.trainingFlop ?? 0,
      hasKnowledgeCutoff: model.knowledgeCutoff !== undefined,
      knowledgeCutoff: model.knowledgeCutoff ?? '',
    },
    release: {
      accessTier: release.accessTier,
      openWeights: release.openWeights,
      safeguards: release.safeguards.map(({ name }) => name),
    },
    attestation: {
      present: attestation !== undefined,
      truthful: attestation?.truthful ?? false,
      signedOn: attestation?.signedOn ?? '',
      officer: attestation === undefined ? '' : `${attestation.officer.name}, ${attestation.officer.title}`,
    },
    signature: {
      present: signature !== undefined,
      form: signature?.form ?? '',
      intact: signature?.intact ?? false,
      trusted: signature?.trusted ?? false,
      signer: signature?.signer ?? '',
      fault: signature?.fault ?? '',
    },
    disclosurePolicy: {
      present: disclosurePolicy !== undefined,
      url: disclosurePolicy?.url ?? '',
      contact: disclosurePolicy?.contact ?? '',
      acknowledgeBusinessDays: disclosurePolicy?.acknowledgeBusinessDays ?? 0,
      defaultDisclosureDays: disclosurePolicy?.defaultDisclosureDays ?? 0,
    },
    incidents: {
      present: incidents !== undefined,
      coversFrom: incidents?.coversFrom ?? '',
      list: (incidents?.list ?? []).map(({ id, date, severity, rootCause, closedOn }) => ({
        id,
        date,
        severity,
        // An incident that is to be closed after the submission is open today.
        closed: closedOn !== undefined && closedOn <= manifest.date,
        hasRootCause: rootCause !== undefined,
      })),
    },
    security: {
      present: security !== undefined,
      level: security === undefined ? 0 : levelNumber(security.level),
      evidence: security?.evidence ?? '',
      evidenceListed: security !== undefined && manifest.files.some(({ path }) => path === security.evidence),
      plansNext: security?.planToNext !== undefined,
      plannedLevel: security?.planToNext === undefined ? 0 : levelNumber(security.planToNext.level),
      plannedBy: security?.planToNext?.by ?? '',
    },
    sectorExclusions: manifest.sectorExclusions.map(({ sector }) => sector),
    ...jurisdictionsView(manifest),
    ...declarationsView(manifest),
  };
}
