import type { Verdict } from '#core/adjudication/verdict.ts';
import { CaseView } from '#core/api/wire.ts';
import { ApiRefusal } from '../api/api-error.ts';
import type { ApiClient } from '../api/client.ts';
import type { DeskCase } from '../case/desk.ts';
import { fetchLog } from '../case/what-changed.ts';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';
import { renderStep } from '../render/case.ts';
import { renderNews } from '../render/recorded.ts';

const INTERVAL = 500;
/** The event that opens a case comes after its upload: so long "no such case" may still mean "not yet". */
const GRACE_POLLS = 120;
/** With the interval, an hour: an automated review takes seconds. */
const MOST_POLLS = 7_200;

/** Between two looks at a case that waits for somebody: people take hours. */
const PATIENT = 5_000;

/**
 * Follows a case, each state on stderr as it is entered and left, until it has a verdict.
 * @param version the version of the bundle whose verdict is waited for
 */
export async function followCase(client: ApiClient, context: Context, caseId: string, version = 1): Promise<CaseView> {
  const shown = new Map<string, string>();
  for (let polls = 1; polls <= MOST_POLLS; polls += 1) {
    const view = await viewOrNotYet(client, caseId, polls);
    for (const step of view?.steps ?? []) {
      if (shown.get(step.name) === step.status) continue;
      if (step.status !== 'running' || !shown.has(step.name)) context.stderr.write(renderStep(step, context));
      shown.set(step.name, step.status);
    }
    const reviewed = view !== null && view.verdict !== null && view.case.status !== 'in_review';
    if (reviewed && view.case.bundle >= version) return view;
    await context.sleep(INTERVAL);
  }
  throw new CommandError('The case has no verdict after an hour.', {
    where: caseId,
    expected: 'a verdict within a minute',
    cure: `Ask the operator, and look again with "countersign status ${caseId}".`,
  });
}

/**
 * Stays with a case that has a verdict for as long as the caller owes something in it, and tells what happens meanwhile; until
 * they owe nothing, or it is decided.
 */
export async function stayWithCase(desk: DeskCase, context: Context, from: CaseView): Promise<CaseView> {
  const { client, caseId } = desk;
  let view = from;
  while (view.case.status !== 'decided' && owes(view)) {
    await context.sleep(PATIENT);
    const next = await client.get(`/cases/${caseId}`, CaseView);
    if (next.case.lastSeq > view.case.lastSeq) {
      const events = (await fetchLog(desk)).filter(({ seq }) => seq > view.case.lastSeq);
      context.stderr.write(renderNews(events, context));
    }
    view = next.case.status === 'in_review' ? await followCase(client, context, caseId) : next;
  }
  return view;
}

const owes = ({ procedures }: CaseView) => procedures.some(({ deadlines }) => deadlines.some(({ yours }) => yours));

async function viewOrNotYet(client: ApiClient, caseId: string, polls: number): Promise<CaseView | null> {
  try {
    return await client.get(`/cases/${caseId}`, CaseView);
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404 && polls < GRACE_POLLS) return null;
    throw error;
  }
}

/** The verdict of a case that was followed to its end. */
export function verdictOf(view: CaseView): Verdict {
  if (view.verdict === null)
    throw new CommandError('The case has no verdict.', {
      where: view.case.caseId,
      cure: `Follow it with "countersign status ${view.case.caseId} --follow".`,
    });
  return view.verdict;
}
