import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Destroyed, DestructionBegun } from '#core/adjudication/retention/certificate.ts';
import type { KeptPart } from '#core/adjudication/retention/rules.ts';
import type { CaseView } from '#core/api/wire.ts';
import type { LoggedEvent } from './event-words.ts';

type Stretch = NonNullable<CaseView['retention']>['destructions'][number];

/** Since when (ISO 8601) each part of the version under review is gone, or is going; left out where it is kept. */
export type Gone = Readonly<Partial<Record<KeptPart, string>>>;

export const GoneContext = createContext<Gone>({});

/** What of the case on this page can no longer be shown. */
export const useGone = (): Gone => useContext(GoneContext);

export function goneOf({ case: { bundle }, retention }: Pick<CaseView, 'case' | 'retention'>): Gone {
  const gone: Partial<Record<KeptPart, string>> = {};
  for (const one of retention?.destructions ?? [])
    if (bundle <= one.bundle) for (const part of one.parts) gone[part] ??= one.endedAt ?? one.begunAt;
  return gone;
}

/** One destruction as the log of the case has it. */
export interface Destruction extends Stretch {
  /** Null where the log does not say it to the reader. */
  readonly begun: DestructionBegun | null;
  readonly certificate: (Destroyed & { readonly seq: number; readonly hash: string }) | null;
}

/** Each destruction of a case with what its events say of it, oldest first. */
export function destructionsOf(
  { retention }: Pick<CaseView, 'retention'>,
  events: readonly LoggedEvent[],
): Destruction[] {
  return (retention?.destructions ?? []).map((one) => {
    const at = (type: LoggedEvent['type'], instant: string | null) =>
      events.find((event) => event.type === type && event.at === instant);
    const begun = DestructionBegun.safeParse(at('destruction_begun', one.begunAt)?.data);
    const end = at('destroyed', one.endedAt);
    const certificate = Destroyed.safeParse(end?.data);
    return {
      ...one,
      begun: begun.success ? begun.data : null,
      certificate:
        end !== undefined && certificate.success ? { ...certificate.data, seq: end.seq, hash: end.hash } : null,
    };
  });
}
