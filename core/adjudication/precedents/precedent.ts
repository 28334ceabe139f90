import * as z from 'zod';
import { Day } from '../calendar/day.ts';
import { AppealResult } from '../case/parts.ts';

/** What an appeal panel decided, for the public: neither the case nor anybody in it is named. */
export const Precedent = z.object({
  standard: z.string().describe('id/version'),
  criteria: z.array(z.string()).describe('Set aside, or else those that stood in the way of a clearance; sorted'),
  ground: z.string().describe('Of the appeal, as the standard lists it'),
  result: AppealResult,
  text: z.string().describe('What was decided on which criterion, and why'),
  on: Day,
});
export type Precedent = z.infer<typeof Precedent>;
