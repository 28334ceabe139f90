import * as z from 'zod';

/** What somebody owes: what a deadline asks, the signature that a determination lacks, the panel of an appeal, or the review of an emergency access. */
export const DutyKind = z.enum([
  'cure',
  'answer',
  'determination',
  'signature',
  'working_group_vote',
  'principals_vote',
  'decision',
  'condition',
  'panel',
  'appeal',
  'emergency_review',
]);
export type DutyKind = z.infer<typeof DutyKind>;

/** Parties that owe something, besides agencies, which go by their ids. */
export const COORDINATOR = 'coordinator';
export const panelParty = (person: string): string => `panel:${person}`;
export const vendorParty = (vendor: string): string => `vendor:${vendor}`;
