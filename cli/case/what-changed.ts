import { CaseLog } from '#core/api/procedure-wire.ts';
import type { LogEvent } from '../render/event-text.ts';
import type { DeskCase } from './desk.ts';

export async function fetchLog({ client, caseId }: Pick<DeskCase, 'client' | 'caseId'>): Promise<LogEvent[]> {
  return (await client.get(`/cases/${caseId}/events`, CaseLog)).events;
}

/**
 * Events after one that change what the caller saw under a standard. Those under other standards do not, nor what they
 * may not see: nobody's judgement rests on that.
 */
export function changesSince(events: readonly LogEvent[], seen: number, standard: string): LogEvent[] {
  return events.filter((event) => event.seq > seen && event.standard === standard && event.data !== null);
}
