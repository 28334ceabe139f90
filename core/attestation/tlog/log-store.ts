/** An object, and the mark that changes whenever it is replaced. */
export interface StoredObject {
  bytes: Uint8Array;
  version: string;
}

/** Where a log is kept. Both writes are conditional, as S3 has them (`If-None-Match: *`, `If-Match`). */
export interface LogStore {
  get(path: string): Promise<StoredObject | null>;
  /** Writes an object that is not there yet; false where it is. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Replaces an object that is still of this version; false where it is not. */
  replace(path: string, bytes: Uint8Array, version: string): Promise<boolean>;
}
