/** A notice cannot be delivered, however often it is tried: its party has to change something first. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}
