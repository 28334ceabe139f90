import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import { Fault, Loading } from './fault.tsx';
import { useLoaded } from './use-loaded.ts';

/** A part of a page whose script and data are loaded when it is opened, and not before. */
export function Opened<P extends object>({
  title,
  load,
  of,
}: {
  title: string;
  load: () => Promise<ComponentType<P>>;
  of: P;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <details class="panel" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>{title}</summary>
      {opened && <Part title={title} load={load} of={of} />}
    </details>
  );
}

function Part<P extends object>({ title, load, of }: { title: string; load: () => Promise<ComponentType<P>>; of: P }) {
  // A component is a function, which a state would call.
  const [part, again] = useLoaded(async () => ({ Part: await load() }), []);
  if (part.state === 'loading') return <Loading what={title.toLowerCase()} />;
  if (part.state === 'failed') return <Fault error={part.error} retry={again} />;
  const { Part: Loaded } = part.value;
  return <Loaded {...of} />;
}
