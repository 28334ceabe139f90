import type { S3Client } from '@aws-sdk/client-s3';
import { audit } from '#core/attestation/tlog/audit.ts';
import { CHECKPOINT_PATH } from '#core/attestation/tlog/checkpoint.ts';
import { parseNoteKey } from '#core/attestation/tlog/note-key.ts';
import { TileUnavailable } from '#core/attestation/tlog/tile.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { S3LogStore } from '#functions/shared/s3-log-store.ts';

export interface LogPlace {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  /** Verifier key of the log: name+id+base64. */
  readonly key: string;
}

/** Reads a transparency log from its first entry to its last; gives how many there are, and what does not hold. */
export async function verifyLog({ s3, bucket, prefix, key }: LogPlace): Promise<{ entries: number; faults: string[] }> {
  const store = new S3LogStore(s3, bucket, prefix);
  const read = async (path: string) => (await store.get(path))?.bytes ?? null;
  try {
    const signed = await read(CHECKPOINT_PATH);
    if (signed === null) throw new TileUnavailable(`the log has no ${CHECKPOINT_PATH}`);
    const { size } = await audit(Buffer.from(signed).toString('utf8'), parseNoteKey(key), read);
    return { entries: size, faults: [] };
  } catch (error) {
    if (error instanceof VerificationError || error instanceof TileUnavailable)
      return { entries: 0, faults: [error.message] };
    throw error;
  }
}
