import type { RandomAccess, Spool } from '#core/io/random-access.ts';

/** A file of this computer, read by ranges; the browser never holds it as a whole. `onRead` gets the end of every range. */
export function blobAccess(blob: Blob, onRead: (end: number) => void = () => {}): RandomAccess {
  return {
    size: blob.size,
    async read(offset, length) {
      const end = offset + length;
      if (offset < 0 || length < 0 || end > blob.size)
        throw new RangeError(`read of ${length} bytes at ${offset} leaves a file of ${blob.size} bytes`);
      const bytes = new Uint8Array(await blob.slice(offset, end).arrayBuffer());
      onRead(end);
      return bytes;
    },
  };
}

/** Bytes that are held before the browser puts them where it keeps files. */
const HELD = 16 * 1024 * 1024;

/** Spools into blobs, which a browser keeps on disk where they are large. */
export const spoolToBlob: Spool = async (stream) => {
  const parts: Blob[] = [];
  let held: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const put = () => {
    parts.push(new Blob(held));
    held = [];
    bytes = 0;
  };
  for await (const chunk of stream) {
    // The source may use the chunk's memory again.
    held.push(Uint8Array.from(chunk));
    bytes += chunk.byteLength;
    if (bytes >= HELD) put();
  }
  put();
  return { ...blobAccess(new Blob(parts)), async [Symbol.asyncDispose]() {} };
};
