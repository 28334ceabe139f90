import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';
import { usePrinting } from './use-printing.ts';

export interface VirtualRows {
  readonly rows: readonly Pick<VirtualItem, 'index' | 'key' | 'start' | 'end'>[];
  /** Height of all rows, in px. */
  readonly height: number;
  readonly measure: (row: Element | null) => void;
  readonly reveal: (index: number) => void;
}

/**
 * The rows of a long list that are in sight of its scrolling element. On paper all of them.
 * @param rowHeight px that a row has at least; those that may be higher give their element to `measure`, which costs a layout of each
 *   and the places of all rows after it anew
 */
export function useVirtual(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): VirtualRows {
  const [, render] = useReducer((n: number) => n + 1, 0);
  const options: VirtualizerOptions<HTMLElement, Element> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    initialRect: { width: 800, height: 600 },
    onChange: () => render(0),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  if (usePrinting()) {
    const rows = Array.from({ length: count }, (_, index) => ({ index, key: index, start: 0, end: 0 }));
    return { rows, height: 0, measure: () => {}, reveal: () => {} };
  }
  return {
    rows: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    // The same function at every drawing: a new one would have every row measured anew.
    measure: virtualizer.measureElement,
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
