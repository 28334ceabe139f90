import { render } from 'preact';
import { App } from './app.tsx';
import { Fault } from './components/fault.tsx';
import { loadConfiguration } from './config.ts';
import { startSession } from './session/session.ts';

const root = document.getElementById('console');
if (root !== null)
  loadConfiguration()
    .then(startSession)
    .then(
      (session) => render(<App session={session} />, root),
      (error: unknown) => render(<Fault error={error} retry={() => location.reload()} />, root),
    );
