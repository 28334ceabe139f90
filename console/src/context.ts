import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from './api/client.ts';
import type { Session } from './session/session.ts';

/** What every page works with. */
export interface ConsoleContext {
  readonly session: Session;
  readonly api: Api;
}

export const Context = createContext<ConsoleContext | null>(null);

/** @throws where a component stands outside the application: a defect of the program */
export function useConsole(): ConsoleContext {
  const context = useContext(Context);
  if (context === null) throw new Error('There is no console around this component.');
  return context;
}
