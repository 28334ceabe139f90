import { Zip, ZipPassThrough } from 'fflate';

/** A file of a folder, by its path in the bundle. */
export interface FolderFile {
  readonly path: string;
  readonly file: File;
}

/** The files of a chosen folder; the folder itself is not part of their paths. */
export const filesOf = (chosen: Iterable<File>): FolderFile[] =>
  [...chosen]
    .map((file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

/** Packs files into a zip in this browser, stored as they are: logs are compressed already. Each is read once, in pieces. */
export async function zipOf(files: readonly FolderFile[], onProgress: (bytes: number) => void): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let fault: Error | null = null;
  const zip = new Zip((error, piece) => {
    if (error) fault = error;
    else pieces.push(new Uint8Array(piece));
  });
  let read = 0;
  for (const { path, file } of files) {
    const entry = new ZipPassThrough(path);
    // One time for all: the same folder gives the same zip.
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    const reader = file.stream().getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      entry.push(next.value);
      read += next.value.length;
      onProgress(read);
    }
    entry.push(new Uint8Array(0), true);
  }
  zip.end();
  if (fault !== null) throw fault;
  return new Blob(pieces, { type: 'application/zip' });
}
