import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso';
import { apiOf } from './api/client.ts';
import { Context } from './context.ts';
import { Home } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';
import type { Session } from './session/session.ts';

// Each page is a script of its own: what somebody does not open is not loaded.
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
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </LocationProvider>
    </Context.Provider>
  );
}
