import { DropZone } from '../components/drop-zone.tsx';

/** Where a bundle is chosen: dropped or picked as a zip, or picked as a folder. */
export function ChooseBundle({ onChoose }: { onChoose: (files: readonly File[]) => void }) {
  return (
    <DropZone onDrop={(files) => onChoose(files.filter(({ name }) => name.endsWith('.zip')).slice(0, 1))}>
      <p>
        Drop a zip here, or choose one, or choose a folder that is packed in this browser. It is checked here by the
        rules of the review, and nothing is sent before you submit it.
      </p>
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
    </DropZone>
  );
}
