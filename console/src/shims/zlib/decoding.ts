/** A compressed stream that is decoded chunk by chunk. */
export interface Decoding {
  /** The stream has ended; what follows is not part of it. */
  readonly done: boolean;
  /**
   * Decodes a chunk.
   * @returns how many of its bytes belong to the stream
   * @throws Error with the words that zlib and zstd have for what is wrong
   */
  push(chunk: Uint8Array, emit: (decoded: Uint8Array) => void): number;
}

/** The input is over, and the stream is not. */
export const truncated = (): Error => new Error('unexpected end of file');
