/** A frame's header, or one of its blocks, is not what RFC 8878 allows; in the words of zstd. */
export const corrupt = () => new Error('Data corruption detected');

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/** How many bytes of a stream belong to its first frame (RFC 8878): the headers are read, the blocks are passed over. */
export class ZstdFrame {
  done = false;
  #head: number[] = [];
  #wanted = 4;
  #skip = 0;
  #last = false;
  #checksum = false;
  #descriptor = 0;
  #step: () => void = () => this.#magic();
  readonly #largestWindow: number;

  /** @param largestWindow in bytes; a frame that asks for more is refused */
  constructor(largestWindow: number) {
    this.#largestWindow = largestWindow;
  }

  /** @returns how many bytes of the chunk are of the frame */
  take(chunk: Uint8Array): number {
    let at = 0;
    while (at < chunk.length && !this.done) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at);
        at += passed;
        this.#skip -= passed;
        if (this.#skip === 0 && this.#last) this.done = true;
        continue;
      }
      this.#head.push(chunk[at] ?? 0);
      at += 1;
      if (this.#head.length < this.#wanted) continue;
      this.#step();
      this.#head = [];
    }
    return at;
  }

  #next(wanted: number, step: () => void): void {
    this.#wanted = wanted;
    this.#step = step;
  }

  #number(from = 0, to = this.#head.length): number {
    return this.#head.slice(from, to).reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  #magic(): void {
    const magic = this.#number();
    if (magic === MAGIC) this.#next(1, () => this.#described());
    else if (magic - (magic % 16) === SKIPPABLE) this.#next(4, () => this.#passedOver());
    else throw new Error('Unknown frame descriptor');
  }

  #passedOver(): void {
    this.#skip = this.#number();
    this.#last = true;
    this.done = this.#skip === 0;
  }

  #described(): void {
    this.#descriptor = this.#number();
    this.#checksum = (this.#descriptor & 4) !== 0;
    const length = this.#windowBytes() + this.#dictionaryBytes() + this.#sizeBytes();
    this.#next(length, () => this.#windowed());
  }

  #single = () => (this.#descriptor & 32) !== 0;
  #windowBytes = () => (this.#single() ? 0 : 1);
  #dictionaryBytes = () => [0, 1, 2, 4][this.#descriptor & 3] ?? 0;
  #sizeBytes = () => [this.#single() ? 1 : 0, 2, 4, 8][this.#descriptor >> 6] ?? 0;

  #windowed(): void {
    const descriptor = this.#head[0] ?? 0;
    const base = 2 ** (10 + (descriptor >> 3));
    const size = this.#number(this.#windowBytes() + this.#dictionaryBytes()) + (this.#sizeBytes() === 2 ? 256 : 0);
    const window = this.#single() ? size : base + (base / 8) * (descriptor & 7);
    if (window > this.#largestWindow) throw new Error('Frame requires too much memory for decoding');
    this.#next(3, () => this.#block());
  }

  #block(): void {
    const header = this.#number();
    const kind = (header >> 1) & 3;
    if (kind === 3) throw corrupt();
    const size = header >> 3;
    this.#skip = (kind === 1 ? 1 : size) + ((header & 1) !== 0 && this.#checksum ? 4 : 0);
    this.#last = (header & 1) !== 0;
    if (this.#skip === 0 && this.#last) this.done = true;
  }
}
