/**
 * Numbers for samples in their epochs, in the order in which they come by. A summary and its sample have the same one, and the
 * id is held once for both: a log has as many as it has samples.
 */
export class SampleKeys {
  readonly #byEpoch = new Map<number, Map<string, number>>();
  readonly #ids: string[] = [];

  /** How many there are; they run from 0. */
  get size(): number {
    return this.#ids.length;
  }

  numberOf({ id, epoch }: { id: string; epoch: number }): number {
    const numbers = this.#byEpoch.get(epoch) ?? new Map<string, number>();
    const known = numbers.get(id);
    if (known !== undefined) return known;
    this.#byEpoch.set(epoch, numbers);
    numbers.set(id, this.#ids.length);
    return this.#ids.push(id) - 1;
  }

  idOf(number: number): string | undefined {
    return this.#ids[number];
  }
}
