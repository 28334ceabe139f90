import { createHash } from 'node:crypto';

/**
 * Which faults happen where: drawn from the seed, the place and how often that place has been passed, so that neither the clock
 * nor the order in which parts run at once changes what a seed does at a place.
 */
export class FaultPlan {
  readonly seed: number;
  readonly #rate: number;
  readonly #passed = new Map<string, number>();
  readonly #injected = new Map<string, number>();
  #calm = false;

  /** @param rate share of the passages at which something goes wrong, 0 to 1 */
  constructor(seed: number, rate: number) {
    this.seed = seed;
    this.#rate = rate;
  }

  /** The fault that happens now at a place, one of `kinds`; null for none. */
  at<K extends string>(place: string, kinds: readonly K[]): K | null {
    const nth = (this.#passed.get(place) ?? 0) + 1;
    this.#passed.set(place, nth);
    if (this.#calm || this.#draw(place, nth, 'whether') >= this.#rate) return null;
    const kind = kinds[Math.floor(this.#draw(place, nth, 'which') * kinds.length)];
    if (kind === undefined) return null;
    this.#injected.set(kind, (this.#injected.get(kind) ?? 0) + 1);
    return kind;
  }

  /** A number in [0, 1) that belongs to a place and to how often it has been passed. */
  amount(place: string): number {
    return this.#draw(place, this.#passed.get(place) ?? 0, 'how much');
  }

  /** No fault happens any more. */
  calm(): void {
    this.#calm = true;
  }

  /** How many faults of each kind happened. */
  get injected(): ReadonlyMap<string, number> {
    return this.#injected;
  }

  #draw(place: string, nth: number, what: string): number {
    const digest = createHash('sha256').update(`${this.seed}\n${place}\n${nth}\n${what}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  }
}
