import { useEffect, useState } from 'preact/hooks';
import { filesOf, zipOf } from './zip-folder.ts';

/** What somebody has chosen to submit, as one zip. */
export type Packed =
  | { readonly state: 'nothing' }
  | { readonly state: 'packing'; readonly done: number; readonly total: number }
  | { readonly state: 'packed'; readonly name: string; readonly content: Blob }
  | { readonly state: 'failed'; readonly message: string };

/** A zip is taken as it is; the files of a folder are packed, once for both the check and the upload. */
export function usePacked(chosen: readonly File[]): Packed {
  const [packed, setPacked] = useState<Packed>({ state: 'nothing' });
  useEffect(() => {
    const [only] = chosen;
    if (only === undefined) return setPacked({ state: 'nothing' });
    if (chosen.length === 1 && only.name.endsWith('.zip'))
      return setPacked({ state: 'packed', name: only.name, content: only });
    let current = true;
    const total = chosen.reduce((sum, { size }) => sum + size, 0);
    setPacked({ state: 'packing', done: 0, total });
    zipOf(filesOf(chosen), (done) => current && setPacked({ state: 'packing', done, total })).then(
      (content) => current && setPacked({ state: 'packed', name: 'bundle.zip', content }),
      (error: unknown) => current && setPacked({ state: 'failed', message: String(error) }),
    );
    return () => {
      current = false;
    };
  }, [chosen]);
  return packed;
}
