import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Takes files that are dropped on it. What is in it has to offer the same to whoever does not drag. */
export function DropZone({
  onDrop,
  children,
}: {
  onDrop: (files: readonly File[]) => void;
  children: ComponentChildren;
}) {
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the fields inside do the same.
    <div
      class={`drop ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {children}
    </div>
  );
}
