import type { ZipEntry } from '../../bundle/zip/entry.ts';
import { LOG_LIMITS } from '../../bundle/zip/limits.ts';
import { openZip, type ZipDirectory } from '../../bundle/zip/open-zip.ts';
import { ZipError } from '../../bundle/zip/zip-error.ts';
import type { RandomAccess } from '../../io/random-access.ts';
import { PAGE, type SamplePage, SHOWN_BYTES, type ShownSample, shown } from './sample.ts';

/** Inspect names a member, or a folder of members, by sample and epoch. */
const SAMPLE = /^samples\/(.+)_epoch_(\d+)(?:\/sample)?\.json$/;

/** Samples of a log that is a zip. Only the directory and the members of the page are read. @throws ZipError */
export async function samplesOfArchive(log: RandomAccess, file: string, start: number): Promise<SamplePage> {
  const zip = await openZip(log, LOG_LIMITS);
  const members = zip.entries.filter(({ kind, name }) => kind === 'file' && SAMPLE.test(name));
  const samples: ShownSample[] = [];
  for (const entry of members.slice(start, start + PAGE)) samples.push(await sampleOf(zip, entry, file));
  const end = start + PAGE;
  return { samples, total: members.length, next: end < members.length ? end : null };
}

async function sampleOf(zip: ZipDirectory, entry: ZipEntry, file: string): Promise<ShownSample> {
  const [, id = null, epoch = null] = SAMPLE.exec(entry.name) ?? [];
  const named = { id, epoch: epoch === null ? null : Number(epoch) };
  try {
    const at = await zip.dataOffset(entry);
    const bytes: [number, number] = [at, at + entry.compressedSize];
    const one = shown(await headOf(zip, entry), entry.size, { file, member: entry.name, bytes });
    return { ...one, id: one.id ?? named.id, epoch: one.epoch ?? named.epoch };
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return { ...named, text: '', truncated: false, fault: error.message, pointer: { file, member: entry.name } };
  }
}

/** The first decoded bytes of a member, no more of which is decoded than is shown. */
async function headOf(zip: ZipDirectory, entry: ZipEntry): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of zip.streamEntry(entry)) {
    // The source may use the chunk's memory again.
    chunks.push(Uint8Array.from(chunk));
    held += chunk.byteLength;
    if (held > SHOWN_BYTES) break;
  }
  return Buffer.concat(chunks);
}
