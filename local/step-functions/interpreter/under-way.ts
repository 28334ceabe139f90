import type { NewEvent } from '../history.ts';

/** The states and iterations under way in an execution, so that a failure around them can tell that they were cut off. */
export class UnderWay {
  readonly #open = new Map<string, { execution: string; aborted: NewEvent }>();

  /**
   * @param execution whose history tells of it: its own, where this is part of a child workflow
   * @param aborted the event for the case that this is cut off
   */
  begin(path: string, execution: string, aborted: NewEvent): void {
    this.#open.set(path, { execution, aborted });
  }

  end(path: string): void {
    this.#open.delete(path);
  }

  /** The events of all that is under way below a path, what is inside before what is around it; they count as ended. */
  cutOff(under: string, execution: string, previousEventId: number): NewEvent[] {
    const paths = [...this.#open.keys()].filter((path) => path.startsWith(`${under}/`)).sort(insideFirst);
    return paths.flatMap((path) => {
      const open = this.#open.get(path);
      this.#open.delete(path);
      return open?.execution === execution ? [{ ...open.aborted, previousEventId }] : [];
    });
  }
}

function insideFirst(a: string, b: string): number {
  if (a.startsWith(`${b}/`)) return -1;
  if (b.startsWith(`${a}/`)) return 1;
  return a.localeCompare(b, 'en', { numeric: true });
}
