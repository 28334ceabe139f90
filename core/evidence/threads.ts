import type { ScannedStretch, Stretch } from './inspect/stretch.ts';

/**
 * Other threads of this process that take work off the one that reads a log. Evidence is the same with and without them: what they do is
 * done by the same functions (`scanStretch`, SHA-256), and put together in the order of the file.
 */
export interface Threads {
  /**
   * Gives away a stretch of an archive; null where no thread has room for it just now, and the caller had better do it himself.
   * The promise rejects where the thread dies.
   * @param bytes of the archive that the work is for in all: too few are not worth a thread that has yet to start
   */
  scan(stretch: Stretch, bytes: number): Promise<ScannedStretch> | null;
  /** A SHA-256 that another thread takes; null where none has room for it. */
  sha256(bytes: number): ThreadDigest | null;
}

/** A digest that is taken while its bytes are looked at. */
export interface ThreadDigest {
  /** The next bytes, which are copied. Waits where the other thread lags behind, so that few are held. */
  update(bytes: Uint8Array): Promise<void>;
  /** In hexadecimal digits; nothing can follow. Rejects where the thread died. */
  digest(): Promise<string>;
}
