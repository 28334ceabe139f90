import * as z from 'zod';
import { Verdict } from '../adjudication/verdict.ts';
import { Finding } from '../policy/finding.ts';
import { Guidance } from '../policy/guidance/guidance.ts';
import { guidanceOn } from '../policy/guidance/guidance-on.ts';
import type { Review } from '../review.ts';

/** Verdict and findings are those under the first standard that the bundle seeks; `verdicts` has all, that one first. */
export const JUDGED = {
  verdict: Verdict,
  findings: z.array(Finding),
  verdicts: z.array(z.object({ verdict: Verdict, findings: z.array(Finding) })),
};

/** Identifier of the JSON Schema of a document; the schema itself is `docs/schemas/<name>.json`. */
export function schemaId(name: string): string {
  return `urn:countersign:schema:${name}:1.0`;
}

/** A review before anything is uploaded, as a document: the command line prints it, and the console offers it, both the same bytes. */
export const Preflight = z.object({
  schema: z.literal(schemaId('preflight')),
  ...JUDGED,
  guidance: z.array(z.object({ standard: z.string(), ...Guidance.shape })),
});
export type Preflight = z.infer<typeof Preflight>;

/** What a review comes to for the vendor: verdict, findings, and what is still to do. */
export function preflightOf({ verdict, findings, verdicts, ...reviewed }: Review): Omit<Preflight, 'schema'> {
  const packs = verdicts.map(({ pack }) => pack);
  return { verdict, findings, verdicts: [...verdicts], guidance: guidanceOn(reviewed, packs) };
}

/** The text of a document: its fields come in the order of its schema, whatever made them, so that the same content gives the same bytes. */
export const documentText = (schema: z.ZodType, value: unknown): string =>
  `${JSON.stringify(schema.parse(value), null, 2)}\n`;
