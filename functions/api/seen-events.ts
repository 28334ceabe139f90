import * as z from 'zod';
import type { CaseLog } from '#core/api/procedure-wire.ts';
import type { Sight } from '#core/api/sight.ts';
import type { CaseEvent } from '#core/attestation/event-chain.ts';

const Acted = z.object({ standard: z.string().optional(), actor: z.object({ role: z.string() }).optional() });
const OWN: ReadonlySet<string> = new Set(['vendor', 'system']);

/** Events of the clock that say where agencies stand while they deliberate. */
const INNER: ReadonlySet<CaseEvent['type']> = new Set(['silence_recorded', 'escalated']);

/** An event as somebody may see it. Of what people of agencies did, those who do not deliberate with them see that it happened, and when. */
export function seenEvent(event: CaseEvent, sight: Sight): CaseLog['events'][number] {
  const { standard, actor } = Acted.parse(event.data);
  const foreign = standard !== undefined && !sight.standards.has(standard);
  const inner = !sight.deliberation && (INNER.has(event.type) || (actor !== undefined && !OWN.has(actor.role)));
  return { ...event, data: foreign || inner ? null : event.data, standard: foreign ? null : (standard ?? null) };
}
