import { options } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Draws at once: a browser prints what stands on the page when the event has been handled. */
function atOnce(change: () => void): void {
  const { debounceRendering } = options;
  options.debounceRendering = (draw) => draw();
  try {
    change();
  } finally {
    if (debounceRendering === undefined) delete options.debounceRendering;
    else options.debounceRendering = debounceRendering;
  }
}

/** Whether the page is on its way to paper, where everything has to stand on it that a screen shows on demand. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const paper = matchMedia('print');
    const look = () => atOnce(() => setPrinting(paper.matches));
    const before = () => atOnce(() => setPrinting(true));
    paper.addEventListener('change', look);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', look);
    return () => {
      paper.removeEventListener('change', look);
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', look);
    };
  }, []);
  return printing;
}
