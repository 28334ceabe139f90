import * as z from 'zod';
import { PublishedEntry } from '../adjudication/register/published.ts';

/** `GET /register?standard=&start=`: what was decided under a standard, newest month first. It asks for no token. */
export const RegisterList = z.object({
  standard: z.string(),
  entries: z.array(PublishedEntry),
  next: z.string().nullable(),
});
export type RegisterList = z.infer<typeof RegisterList>;

/** `GET /register/statistics?standard=`: how long reviews took, how many were held, how many appeals changed a decision. */
export { RegisterStatistics } from '../adjudication/register/statistics.ts';
