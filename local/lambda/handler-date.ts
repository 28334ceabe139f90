/**
 * Puts a clock of its own under all code that is loaded from now on: `new Date()` and `Date.now()` are so far ahead of the
 * machine's time as was last set. Dates that are given a time are as ever.
 */
export function replaceDate(): { setOffset(ms: number): void } {
  const machine = Date;
  let offset = 0;
  const now = () => machine.now() + offset;
  globalThis.Date = new Proxy(machine, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  machine.prototype.constructor = globalThis.Date;
  return { setOffset: (ms) => (offset = ms) };
}
