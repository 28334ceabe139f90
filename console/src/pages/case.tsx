import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { PERMISSIONS } from '#core/adjudication/case/permissions.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import { Accesses } from '../case/accesses.tsx';
import { Attestation } from '../case/attestation.tsx';
import { CaseFileHead } from '../case/case-file-head.tsx';
import { Clock, Conditions } from '../case/clock.tsx';
import { Decisions, Determinations } from '../case/determinations.tsx';
import { Emergencies } from '../case/emergencies.tsx';
import { eventText } from '../case/event-words.ts';
import { findingKey } from '../case/finding-order.ts';
import { Findings } from '../case/findings.tsx';
import { GoneContext, goneOf } from '../case/keeping.ts';
import { More } from '../case/more.tsx';
import { Progress } from '../case/progress.tsx';
import { RetentionNotes } from '../case/retention.tsx';
import { Standing } from '../case/standing.tsx';
import { Timeline } from '../case/timeline.tsx';
import { owesCure, stepOf, Todo } from '../case/todo.tsx';
import { type OpenCase, useCase, useComparison, useFindings } from '../case/use-case.ts';
import { Counts, OpenPoints, Why } from '../case/verdict.tsx';
import { dayText } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { Opened } from '../components/opened.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { useConsole } from '../context.ts';
import { offersIn } from '../forms/action.ts';
import { CaseForm } from '../forms/case-form.tsx';
import { NotOffered } from '../forms/not-offered.tsx';
import { Page } from '../layout/page.tsx';
import type { Person } from '../session/session.ts';

/** One case: what it stands on and why, its evidence, and what the reader can do in it. */
export function CasePage() {
  const { session, api } = useConsole();
  const { params } = useRoute();
  const caseId = params.caseId ?? '';
  const { person } = session;
  if (person === null)
    return (
      <Page title="Case">
        <SignInFirst what="A case" />
      </Page>
    );
  return <SignedIn key={caseId} api={api} caseId={caseId} person={person} />;
}

function SignedIn({
  api,
  caseId,
  person,
}: {
  api: ReturnType<typeof useConsole>['api'];
  caseId: string;
  person: Person;
}) {
  const { open, error, reload, seen } = useCase(api, caseId);
  const title = open === null ? 'Case' : (open.view.case.model ?? 'Case without a model');
  return (
    <Page title={title}>
      {open === null && error === null && <Loading what="the case" />}
      {open === null && error !== null && <Fault error={error} retry={() => void reload()} />}
      {open !== null && (
        <>
          {error !== null && (
            <p class="note warn" role="status">
              The case could not be refreshed: {error instanceof Error ? error.message : String(error)} What you see is
              as it was.
            </p>
          )}
          <News open={open} onSeen={seen} />
          <Whole open={open} person={person} reload={reload} />
        </>
      )}
    </Page>
  );
}

/** Says what came in while the page was open. */
function News({ open: { news }, onSeen }: { open: OpenCase; onSeen: () => void }) {
  return (
    <div role="status" class="screen">
      {news !== null && (
        <div class="note">
          <p>
            <strong>Updated at {news.at.toLocaleTimeString('en', { timeStyle: 'short', hourCycle: 'h23' })}.</strong>{' '}
            {news.events.map(eventText).join('. ')}.
          </p>
          <button type="button" class="usa-button usa-button--unstyled" onClick={onSeen}>
            I have seen it
          </button>
        </div>
      )}
    </div>
  );
}

function namesIn({ verdicts }: CaseView): (party: string) => string {
  const names = new Map(
    verdicts.flatMap(({ agencies }) => agencies.map(({ agency, name }) => [agency, name] as const)),
  );
  return (party) => {
    if (party.startsWith('vendor:')) return `vendor ${party.slice(7)}`;
    return party.startsWith('panel:') ? `panel, ${party.slice(6)}` : (names.get(party) ?? party);
  };
}

function Whole({ open, person, reload }: { open: OpenCase; person: Person; reload: () => Promise<void> }) {
  const { api } = useConsole();
  const { query, path, route } = useLocation();
  const { view, events } = open;
  const { caseId, vendor, bundle } = view.case;
  const standards = view.verdicts.map(({ pack }) => `${pack.id}/${pack.version}`);
  const standard = standards.find((one) => one === query.standard) ?? standards[0] ?? null;
  const verdict = view.verdicts.find(({ pack }) => `${pack.id}/${pack.version}` === standard) ?? null;
  const procedure = view.procedures.find((one) => one.standard === standard) ?? null;
  const gone = goneOf(view);
  const kept = gone.evidence === undefined;
  const { findings, error, again } = useFindings(api, caseId, standard, (kept && verdict?.findingsDigest) || null);
  const comparison = useComparison(api, caseId, standard, findings);
  useEffect(() => {
    // The place that a link names is there only now.
    if (findings !== null && location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [findings]);
  const nameOf = namesIn(view);
  const offers = procedure === null ? [] : offersIn(procedure, person);
  const step = stepOf(procedure, offers, person);
  const offer = offers.find(({ action }) => action === query.do);
  const addressOf = (change: Readonly<Record<string, string | undefined>>) => {
    const all = { standard: standard ?? undefined, finding: query.finding, do: query.do, ...change };
    const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return `${path}?${new URLSearchParams(given)}`;
  };
  // A finding of another agency has no place on this page.
  const shown = new Set(findings?.map(findingKey));
  const linkTo = (finding: string) => (shown.has(finding) ? `${addressOf({ finding })}#findings` : null);
  const held = (view.retention?.hold ?? null) !== null;
  const isVendor = person.roles.some((role) => role.role === 'vendor' && role.vendor === vendor);
  const mayAmend = isVendor && procedure !== null && PERMISSIONS.amend.stages.includes(procedure.stage);
  return (
    <>
      <CaseFileHead summary={view.case} standard={standard} person={person.name} />
      <p class="quiet screen">
        {vendor} · bundle version {bundle} · <span class="code">{caseId}</span>
      </p>
      {standards.length > 1 && (
        <nav aria-label="Standards">
          <ul class="tabs">
            {standards.map((one) => (
              <li key={one}>
                <a
                  href={addressOf({ standard: one, finding: undefined, do: undefined })}
                  {...(one === standard && { 'aria-current': 'true' as const })}
                >
                  {one}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {view.emergencies !== undefined && (
        <Emergencies api={api} caseId={caseId} accesses={view.emergencies} onChanged={reload} />
      )}
      <Standing summary={view.case} verdict={verdict} procedure={procedure} step={step} nameOf={nameOf} />
      <RetentionNotes view={view} events={events} />
      <div class="columns">
        <div>
          {offer !== undefined && procedure !== null && (
            <CaseForm
              key={`${standard} ${offer.action}`}
              offer={offer}
              subject={{ view, procedure, findings: findings ?? [], person }}
              onDone={() => {
                route(addressOf({ do: undefined }), true);
                void reload();
              }}
              onClose={() => route(addressOf({ do: undefined }), true)}
              onMoved={reload}
            />
          )}
          {offer === undefined && query.do !== undefined && procedure !== null && (
            <NotOffered action={query.do} stage={procedure.stage} />
          )}
          {view.case.status === 'in_review' && <Progress steps={view.steps} />}
          {procedure !== null && procedure.questions.length > 0 && procedure.stage === 'on_hold' && (
            <Questions procedure={procedure} nameOf={nameOf} />
          )}
          {verdict !== null && <Why verdict={verdict} linkTo={linkTo} />}
          {procedure !== null && (
            <OpenPoints
              points={procedure.points}
              returned={verdict?.outcome === 'returned'}
              findings={findings ?? []}
              nameOf={nameOf}
              linkTo={linkTo}
            />
          )}
          {standard !== null && (
            <section class="panel" aria-labelledby="findings">
              <h2 id="findings">Findings</h2>
              {error !== null && <Fault error={error} retry={again} />}
              {!kept && (
                <p>
                  The findings were part of the evidence, which was given up on {dayText(gone.evidence.slice(0, 10))}.
                  Why the verdict came out as it did stands above; how many findings of each agency were met, below.
                </p>
              )}
              {kept && error === null && findings === null && <Loading what="the findings" />}
              {findings !== null && (
                <GoneContext.Provider value={gone}>
                  <Findings
                    findings={findings}
                    points={procedure?.points ?? []}
                    chosen={query.finding}
                    onChoose={(finding) => route(addressOf({ finding }), true)}
                    nameOf={nameOf}
                    standard={standard}
                    comparison={comparison}
                  />
                </GoneContext.Provider>
              )}
            </section>
          )}
          {standard !== null && <More caseId={caseId} standard={standard} bundle={bundle} gone={gone} />}
          {verdict !== null && (
            <section class="panel" aria-labelledby="counts">
              <h2 id="counts">By agency</h2>
              <Counts verdict={verdict} />
            </section>
          )}
          {procedure !== null && (
            <section class="panel" aria-labelledby="determinations">
              <h2 id="determinations">Determinations</h2>
              <Determinations procedure={procedure} nameOf={nameOf} />
            </section>
          )}
          {procedure !== null && (procedure.votes.length > 0 || procedure.decisions.length > 0) && (
            <section class="panel" aria-labelledby="decisions">
              <h2 id="decisions">Votes and decisions</h2>
              <Decisions procedure={procedure} nameOf={nameOf} />
            </section>
          )}
          <section class="panel" aria-labelledby="timeline">
            <h2 id="timeline">What happened</h2>
            <Timeline events={events} standard={standard} />
          </section>
          {(isVendor || person.roles.some(({ role }) => role === 'auditor')) && (
            <section class="panel" aria-labelledby="accesses">
              <h2 id="accesses">Who read the evidence</h2>
              <Accesses api={api} caseId={caseId} events={events} />
            </section>
          )}
        </div>
        <aside aria-label="What you can do, clock and conditions">
          {procedure !== null && (
            <Todo
              offers={offers}
              step={step}
              open={offer?.action}
              addressOf={(action) => addressOf({ do: action })}
              {...(mayAmend && { amend: { href: `/app/submit?amends=${caseId}`, first: owesCure(procedure) } })}
            />
          )}
          {procedure !== null && <Clock procedure={procedure} nameOf={nameOf} />}
          {procedure !== null && <Conditions procedure={procedure} />}
          {verdict !== null && standard !== null && (
            <Attestation api={api} caseId={caseId} standard={standard} event={view.case.lastSeq} />
          )}
          {mayHold(view, person) && (
            <Opened
              key={`hold ${held}`}
              title={held ? 'Lift the legal hold' : 'Place a legal hold'}
              load={holdForm}
              of={{ caseId, on: held, onDone: reload }}
            />
          )}
        </aside>
      </div>
    </>
  );
}

const holdForm = () => import('../case/hold-form.tsx').then((part) => part.HoldForm);

/** Holds are the coordinator's, and none can be placed once something is being destroyed. */
function mayHold({ case: { vendor }, retention }: CaseView, { roles }: Person): boolean {
  if (retention?.destructions.some(({ endedAt }) => endedAt === null)) return false;
  return (
    roles.some(({ role }) => role === 'coordinator') &&
    !roles.some((role) => role.role === 'vendor' && role.vendor === vendor)
  );
}

function Questions({ procedure, nameOf }: { procedure: ProcedureView; nameOf: (party: string) => string }) {
  return (
    <section class="panel" aria-labelledby="questions">
      <h2 id="questions">Questions to the vendor</h2>
      <ol>
        {procedure.questions.map(({ agency, text, criterion }) => (
          <li key={`${agency} ${text}`}>
            {text}{' '}
            <span class="quiet">
              ({nameOf(agency)}
              {criterion !== null && `, ${criterion}`})
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
