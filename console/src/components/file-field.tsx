import { useId, useState } from 'preact/hooks';

/** A file that is chosen or dropped; it stays on this machine. */
export function FileField({
  label,
  hint,
  accept,
  onFile,
}: {
  label: string;
  hint: string;
  accept: string;
  onFile: (file: File | null) => void;
}) {
  const id = useId();
  const [over, setOver] = useState(false);
  const [dropped, setDropped] = useState<string | null>(null);
  const take = (file: File | null, fromDrop: boolean) => {
    setDropped(fromDrop ? (file?.name ?? null) : null);
    onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the field inside does the same.
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
        take(event.dataTransfer?.files[0] ?? null, true);
      }}
    >
      <label class="usa-label" for={id}>
        {label}
      </label>
      <span class="usa-hint" id={`${id}-hint`}>
        {hint}
      </span>
      <input
        class="usa-file-input"
        id={id}
        type="file"
        accept={accept}
        aria-describedby={`${id}-hint`}
        onChange={(event) => take(event.currentTarget.files?.[0] ?? null, false)}
      />
      {dropped !== null && <p role="status">{dropped}</p>}
    </div>
  );
}
