import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, LONGEST_TIMEOUT_MS } from './clock.ts';
import type { ClockOffset } from './offset.ts';

/** Time was asked to go back, or to no time at all. */
export class ClockCannotMove extends Error {
  override name = 'ClockCannotMove';
}

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fn: () => void;
}

const POLL_MS = 1;
/** Later years have another form in ISO 8601. */
const LAST_INSTANT = Date.UTC(9999, 11, 31);

/**
 * The machine's time plus an offset that is kept and only grows. Time is moved on from timer to timer: each fires with the
 * clock at the instant that it was set for, and what it sets going comes to rest before the next one.
 */
export class MovableClock implements Clock {
  readonly #offset: ClockOffset;
  readonly #idle: (() => boolean)[] = [];
  readonly #drains: (() => Promise<boolean>)[] = [];
  readonly #timers = new Set<Timer>();
  #order = 0;
  #armed: { due: number; handle: NodeJS.Timeout } | undefined;
  #moving: Promise<void> = Promise.resolve();
  #stopped = false;
  #target: number | undefined;

  constructor(offset: ClockOffset) {
    this.#offset = offset;
  }

  now(): number {
    return Date.now() + this.#offset.ms;
  }

  /** How far this clock is ahead of the machine's, in ms. */
  get offsetMs(): number {
    return this.#offset.ms;
  }

  get movesTo(): number | undefined {
    return this.#target;
  }

  setTimer(ms: number, fn: () => void): () => void {
    const timer = { due: this.now() + Math.max(0, ms), order: this.#order++, fn };
    this.#timers.add(timer);
    this.#arm(timer.due);
    return () => this.#timers.delete(timer);
  }

  /** Adds a part of the runtime whose work under way holds time back. */
  waitsFor(isIdle: () => boolean): void {
    this.#idle.push(isIdle);
  }

  /** Adds a part of the runtime that has to be asked whether work has reached it; it tells whether any had. */
  drains(drain: () => Promise<boolean>): void {
    this.#drains.push(drain);
  }

  /** Moves time on by `ms`. @throws {ClockCannotMove} */
  advance(ms: number): Promise<void> {
    return this.#enqueue(() => {
      if (!(ms >= 0)) throw new ClockCannotMove(`the clock cannot be moved by ${ms} ms: it only goes forward`);
      return this.now() + ms;
    });
  }

  /**
   * Moves time on to an instant in ms since 1970; resolves once all that fell due until then has come to rest.
   * @throws {ClockCannotMove} where that instant has passed
   */
  advanceTo(instant: number): Promise<void> {
    return this.#enqueue(() => {
      const now = this.now();
      if (instant >= now) return instant;
      const to = Number.isFinite(instant) ? new Date(instant).toISOString() : instant;
      throw new ClockCannotMove(`the clock cannot be moved to ${to}: it is ${new Date(now).toISOString()}`);
    });
  }

  /** Nothing fires any more; a move under way ends where it is. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#armed?.handle);
    this.#timers.clear();
  }

  /** Moves follow each other: two at once could pass a timer of each other. */
  #enqueue(target: () => number): Promise<void> {
    const move = this.#moving.then(() => this.#move(target()));
    this.#moving = move.catch(() => {});
    return move;
  }

  async #move(target: number): Promise<void> {
    if (target > LAST_INSTANT)
      throw new ClockCannotMove('the clock cannot be moved that far: the year 9999 is the last');
    this.#target = target;
    try {
      await this.#pass(target);
    } finally {
      this.#target = undefined;
    }
  }

  async #pass(target: number): Promise<void> {
    await this.#rest();
    for (let due = this.#nextDue(); due !== undefined && due <= target && !this.#stopped; due = this.#nextDue()) {
      this.#jump(due);
      await this.#rest();
    }
    if (this.#stopped) throw new ClockCannotMove('the runtime ended while its clock was moved');
    this.#jump(target);
    await this.#rest();
  }

  #jump(instant: number): void {
    this.#offset.grow(Math.max(0, Math.ceil(instant - this.now())));
    this.#fireDue();
  }

  #nextDue(): number | undefined {
    let least: number | undefined;
    for (const { due } of this.#timers) if (least === undefined || due < least) least = due;
    return least;
  }

  #fireDue(): void {
    const now = this.now();
    const due = [...this.#timers].filter((timer) => timer.due <= now);
    for (const timer of due.sort((a, b) => a.due - b.due || a.order - b.order)) {
      // One that fired before may have cancelled it.
      if (this.#timers.delete(timer)) timer.fn();
    }
    clearTimeout(this.#armed?.handle);
    this.#armed = undefined;
    const next = this.#nextDue();
    if (next !== undefined) this.#arm(next);
  }

  #arm(due: number): void {
    if (this.#stopped || (this.#armed && this.#armed.due <= due)) return;
    clearTimeout(this.#armed?.handle);
    const delay = Math.max(0, Math.min(due - this.now(), LONGEST_TIMEOUT_MS));
    this.#armed = { due, handle: setTimeout(() => this.#fireDue(), delay) };
  }

  /** Resolves once nothing is under way: what is left waits for time, or for somebody outside. */
  async #rest(): Promise<void> {
    do await this.#quiet();
    while (!this.#stopped && (await Promise.all(this.#drains.map((drain) => drain()))).includes(true));
  }

  async #quiet(): Promise<void> {
    for (let quiet = 0; quiet < 2 && !this.#stopped; ) {
      // Promise chains drain completely before the next immediate; what they began is seen by the second look.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#idle.every((isIdle) => isIdle())) quiet += 1;
      else {
        quiet = 0;
        await sleep(POLL_MS);
      }
    }
  }
}
