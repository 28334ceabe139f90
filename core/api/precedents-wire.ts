import * as z from 'zod';
import { Precedent } from '../adjudication/precedents/precedent.ts';

/** `GET /precedents?standard=&start=`: what appeal panels decided under a standard, newest first. It asks for no token. */
export const PrecedentList = z.object({
  standard: z.string(),
  precedents: z.array(Precedent),
  next: z.string().nullable(),
});
export type PrecedentList = z.infer<typeof PrecedentList>;
