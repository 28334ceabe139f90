import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CaseLog } from '#core/api/procedure-wire.ts';
import { CaseComparison } from '#core/api/versions-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import type { Finding } from '#core/policy/finding.ts';
import { type Api, query } from '../api/client.ts';

const OFTEN_MS = 2_000;
const SELDOM_MS = 15_000;

export interface OpenCase {
  readonly view: CaseView;
  readonly events: CaseLog['events'];
  /** When it was last asked for, and whether that brought something new since the page opened. */
  readonly news: { readonly at: Date; readonly events: CaseLog['events'] } | null;
}

export interface CaseState {
  readonly open: OpenCase | null;
  readonly error: unknown;
  readonly reload: () => Promise<void>;
  readonly seen: () => void;
}

/** A case that keeps itself up to date while its page is in sight: often while it is checked, seldom afterwards. */
export function useCase(api: Api, caseId: string): CaseState {
  const [open, setOpen] = useState<OpenCase | null>(null);
  const [error, setError] = useState<unknown>(null);
  const held = useRef<OpenCase | null>(null);
  const reload = useCallback(async () => {
    try {
      const view = await api.case(caseId);
      const before = held.current;
      setError(null);
      if (before !== null && stampOf(before.view) === stampOf(view)) return;
      const { events } = await api.events(caseId);
      const added = before === null ? [] : events.slice(before.events.length);
      const news =
        added.length === 0
          ? (before?.news ?? null)
          : { at: new Date(), events: [...(before?.news?.events ?? []), ...added] };
      held.current = { view, events, news };
      setOpen(held.current);
    } catch (problem) {
      // What is shown stays; only a page that has nothing to show says why.
      setError(problem);
    }
  }, [api, caseId]);
  useEffect(() => {
    held.current = null;
    setOpen(null);
    void reload();
  }, [reload]);
  const wait = open === null || open.view.case.status === 'in_review' ? OFTEN_MS : SELDOM_MS;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void reload(), wait);
    return () => clearInterval(timer);
  }, [reload, wait]);
  const seen = useCallback(() => {
    if (held.current === null) return;
    held.current = { ...held.current, news: null };
    setOpen(held.current);
  }, []);
  return { open, error, reload, seen };
}

/** Changes when the case does: days pass, and emergency accesses end, without an event. */
const stampOf = ({ case: { lastSeq, status, bundle }, steps, procedures, emergencies = [] }: CaseView): string =>
  JSON.stringify([
    lastSeq,
    status,
    bundle,
    steps.map((step) => [step.name, step.status]),
    procedures.map(({ today, stage }) => [today, stage]),
    emergencies.map(({ open }) => open),
  ]);

/** The findings under a standard, loaded anew when there is another verdict, or on demand; null while they are on their way. */
export function useFindings(api: Api, caseId: string, standard: string | null, verdict: string | null) {
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (standard === null || verdict === null) return;
    let current = true;
    setFindings(null);
    setError(null);
    api.findings(caseId, standard).then(
      (answer) => current && setFindings(answer.findings),
      (problem: unknown) => current && setError(problem),
    );
    return () => {
      current = false;
    };
  }, [api, caseId, standard, verdict, turn]);
  return { findings, error, again: useCallback(() => setTurn((n) => n + 1), []) };
}

/** The runs of a case beside those of reference models, once it has findings that rest on a run; null until then, and where that fails. */
export function useComparison(
  api: Api,
  caseId: string,
  standard: string | null,
  findings: readonly Finding[] | null,
): CaseComparison | null {
  const [comparison, setComparison] = useState<CaseComparison | null>(null);
  const wanted = findings?.some(({ evidence }) => evidence.some(({ figure }) => figure !== undefined)) === true;
  useEffect(() => {
    setComparison(null);
    if (standard === null || !wanted) return;
    let current = true;
    // A chart without them says what the finding says; the page does not stop for them.
    api.get(CaseComparison, `/cases/${caseId}/comparison${query({ standard })}`).then(
      (loaded) => current && setComparison(loaded),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [api, caseId, standard, wanted]);
  return comparison;
}
