import { useState } from 'preact/hooks';

/** Where a bundle is chosen: dropped or picked as a zip, or picked as a folder. */
export function ChooseBundle({ onChoose }: { onChoose: (files: readonly File[]) => void }) {
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
        onChoose([...(event.dataTransfer?.files ?? [])].filter(({ name }) => name.endsWith('.zip')).slice(0, 1));
      }}
    >
      <p>Drop a zip here, or choose one, or choose a folder that is packed in this browser.</p>
      <div class="toolbar">
        <div>
          <label class="usa-label" for="zip">
            A zip
          </label>
          <input
            id="zip"
            type="file"
            accept=".zip,application/zip"
            onChange={(event) => onChoose([...(event.currentTarget.files ?? [])])}
          />
        </div>
        <div>
          <label class="usa-label" for="folder">
            A folder
          </label>
          <input
            id="folder"
            type="file"
            multiple
            ref={(input) => input?.setAttribute('webkitdirectory', '')}
            onChange={(event) => onChoose([...(event.currentTarget.files ?? [])])}
          />
        </div>
      </div>
    </div>
  );
}
