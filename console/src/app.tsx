import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso';
import { apiOf } from './api/client.ts';
import { Context } from './context.ts';
import { Home } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';
import type { Session } from './session/session.ts';

// Each page is a script of its own: what somebody does not open is not loaded.
const Case = lazy(() => import('./pages/case.tsx').then((page) => page.CasePage));
const Cases = lazy(() => import('./pages/cases.tsx').then((page) => page.CasesPage));
const Submit = lazy(() => import('./pages/submit.tsx').then((page) => page.SubmitPage));
const Standards = lazy(() => import('./pages/standards.tsx').then((page) => page.StandardsPage));
const Standard = lazy(() => import('./pages/standard.tsx').then((page) => page.StandardPage));
const Register = lazy(() => import('./pages/register.tsx').then((page) => page.RegisterPage));
const Verify = lazy(() => import('./pages/verify.tsx').then((page) => page.VerifyPage));
const Precedents = lazy(() => import('./pages/precedents.tsx').then((page) => page.PrecedentsPage));
const CompareStandards = lazy(() => import('./pages/compare-standards.tsx').then((page) => page.CompareStandardsPage));
const Notices = lazy(() => import('./pages/notices.tsx').then((page) => page.NoticesPage));
const Ballots = lazy(() => import('./pages/ballots.tsx').then((page) => page.BallotsPage));
const Ballot = lazy(() => import('./pages/ballot.tsx').then((page) => page.BallotPage));
const Emergency = lazy(() => import('./pages/emergency.tsx').then((page) => page.EmergencyPage));
const Queue = lazy(() => import('./pages/queue.tsx').then((page) => page.QueuePage));

/** The console: a page for each address under `/app/`. */
export function App({ session }: { session: Session }) {
  return (
    <Context.Provider value={{ session, api: apiOf(session) }}>
      <LocationProvider scope="/app">
        <ErrorBoundary>
          <Router>
            <Route path="/app/home" component={Home} />
            <Route path="/app/queue" component={Queue} />
            <Route path="/app/cases" component={Cases} />
            <Route path="/app/cases/:caseId" component={Case} />
            <Route path="/app/submit" component={Submit} />
            <Route path="/app/standards" component={Standards} />
            <Route path="/app/standards/compare" component={CompareStandards} />
            <Route path="/app/standards/:id/:version" component={Standard} />
            <Route path="/app/register" component={Register} />
            <Route path="/app/verify" component={Verify} />
            <Route path="/app/precedents" component={Precedents} />
            <Route path="/app/notices" component={Notices} />
            <Route path="/app/ballots" component={Ballots} />
            <Route path="/app/ballots/:id" component={Ballot} />
            <Route path="/app/emergency" component={Emergency} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </LocationProvider>
    </Context.Provider>
  );
}
