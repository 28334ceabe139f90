import { useEffect, useState } from 'preact/hooks';
import type { Preflight } from '#core/api/preflight.ts';
import { CheckerMessage, type CheckerRequest } from './messages.ts';

export type Checking =
  | { readonly state: 'nothing' }
  | { readonly state: 'checking'; readonly read: number }
  | { readonly state: 'checked'; readonly preflight: Preflight; readonly document: string }
  | { readonly state: 'failed'; readonly message: string };

/** Checks a bundle in a worker of this browser as soon as there is one; another bundle, or none, ends the check of the one before. */
export function usePreflight(bundle: Blob | null, signer?: CheckerRequest['signer']): Checking {
  const [checking, setChecking] = useState<Checking>({ state: 'nothing' });
  useEffect(() => {
    if (bundle === null) return setChecking({ state: 'nothing' });
    const worker = new Worker(new URL('./checker.ts', import.meta.url), { type: 'module' });
    setChecking({ state: 'checking', read: 0 });
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = CheckerMessage.parse(data);
      if (message.kind === 'progress') setChecking({ state: 'checking', read: message.read });
      else if (message.kind === 'failed') setChecking({ state: 'failed', message: message.message });
      else setChecking({ state: 'checked', preflight: message.preflight, document: message.document });
      if (message.kind !== 'progress') worker.terminate();
    };
    worker.onerror = ({ message }) =>
      setChecking({ state: 'failed', message: message || 'The program that checks did not start.' });
    worker.postMessage({ bundle, signer } satisfies CheckerRequest);
    return () => worker.terminate();
  }, [bundle, signer]);
  return checking;
}
