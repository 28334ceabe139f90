import type { CaseView } from '#core/api/wire.ts';
import { sentence } from '../components/words.ts';

/** How far the checks of a bundle are. */
export function Progress({ steps }: { steps: CaseView['steps'] }) {
  return (
    <section class="panel" aria-labelledby="progress">
      <h2 id="progress">The checks are running</h2>
      <p>This page follows them; nobody has to reload it.</p>
      <ol class="list entries" aria-live="polite">
        {steps.length === 0 && <li>Waiting to start…</li>}
        {steps.map(({ name, status }) => (
          <li key={name}>
            {name}: <strong>{sentence(status)}</strong>
          </li>
        ))}
      </ol>
    </section>
  );
}
