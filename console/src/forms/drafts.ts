import * as z from 'zod';

const text = z.string().default('');

/** A condition as it is being written. */
export const ConditionDraft = z.object({
  text,
  criterion: text,
  metric: text,
  due: text,
  verifier: text,
  expires: text,
});
export type ConditionDraft = z.infer<typeof ConditionDraft>;

/** What somebody is writing about a case. One shape for all forms: what one does not use stays empty. */
export const Draft = z.object({
  kind: text,
  reason: text,
  statement: text,
  evidence: text,
  choice: text,
  until: text,
  resolves: z
    .array(z.object({ criterion: z.string(), evaluation: z.string().nullable(), evidence: text, reason: text }))
    .default([]),
  conditions: z.array(ConditionDraft).default([]),
  objections: z.array(z.object({ criterion: text, evidence: text, cure: text })).default([]),
  questions: z.array(z.object({ criterion: text, text })).default([]),
  answers: z.array(z.object({ text })).default([]),
  members: z.array(z.object({ id: text, agency: text })).default([]),
  votes: z.array(z.object({ member: z.string(), result: text, reason: text })).default([]),
  setAside: z.array(z.object({ criterion: z.string(), evaluation: z.string().nullable(), reason: text })).default([]),
});
export type Draft = z.infer<typeof Draft>;
export const EMPTY: Draft = Draft.parse({});

export const draftKey = (person: string, caseId: string, standard: string, action: string): string =>
  `countersign.draft.${person}.${caseId}.${standard}.${action}`;

/** Conditions as a command takes them. */
export const conditionsOf = (drafts: readonly ConditionDraft[]) =>
  drafts.map(({ criterion, ...rest }) => ({ ...rest, criterion: criterion === '' ? null : criterion }));
