import { useId, useState } from 'preact/hooks';
import { DropZone } from './drop-zone.tsx';

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
  const [dropped, setDropped] = useState<string | null>(null);
  const take = (file: File | null, fromDrop: boolean) => {
    setDropped(fromDrop ? (file?.name ?? null) : null);
    onFile(file);
  };
  return (
    <DropZone onDrop={([file = null]) => take(file, true)}>
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
    </DropZone>
  );
}
