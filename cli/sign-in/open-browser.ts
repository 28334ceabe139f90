import { spawn } from 'node:child_process';
import type { Context } from '../context.ts';

/** Opens an address in the user's browser where somebody sits at a screen; that it could not is no error, for it is printed too. */
export function openBrowser(url: string, { stderr, env }: Context): void {
  const command = stderr.isTTY ? opener(env) : null;
  if (command === null) return;
  const [program, ...args] = command;
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function opener(env: Context['env']): [string, ...string[]] | null {
  if (process.platform === 'darwin') return ['open'];
  // Not by "cmd /c start", to which the "&" of an address is an end.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : null;
}
