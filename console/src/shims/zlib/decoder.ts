import { type Decoding, truncated } from './decoding.ts';

/** A decoder as `core` uses one of `node:zlib`: what is written is decoded, read by iteration, and a write is answered once its output is read. */
export class Decoder implements AsyncIterable<Uint8Array> {
  /** Bytes of the input that belong to the stream. */
  bytesWritten = 0;
  destroyed = false;
  /** Settles when there is nothing more to read, however that came. */
  readonly ended: Promise<void>;
  readonly #decoding: Decoding;
  readonly #decoded: Uint8Array[] = [];
  #over = false;
  #failure: unknown = null;
  #answer: (() => void) | null = null;
  #wake: () => void = () => {};
  #finish: () => void = () => {};

  constructor(decoding: Decoding) {
    this.#decoding = decoding;
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  write(chunk: Uint8Array, answer: () => void): void {
    try {
      const taken = this.#decoding.push(chunk, (decoded) => this.#decoded.push(decoded));
      this.bytesWritten += taken;
      // Bytes that the stream does not want come after its end.
      if (taken < chunk.byteLength) this.#over = true;
    } catch (error) {
      this.#failure = error;
    }
    this.#answer = answer;
    this.#wake();
  }

  end(): void {
    if (!this.#decoding.done && this.#failure === null) this.#failure = truncated();
    this.#over = true;
    this.#wake();
  }

  destroy(cause?: Error): void {
    this.destroyed = true;
    this.#failure ??= cause ?? null;
    this.#over = true;
    this.#settle();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#decoded.shift();
      if (next !== undefined) yield next;
      else if (this.#failure !== null) throw this.#fail();
      else if (this.#over) return this.#settle();
      else {
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#reply();
        await woken;
      }
    }
  }

  #fail(): unknown {
    this.#settle();
    return this.#failure;
  }

  #settle(): void {
    this.#finish();
    this.#reply();
  }

  #reply(): void {
    const answer = this.#answer;
    this.#answer = null;
    answer?.();
  }
}
