import { existsSync, readFileSync } from 'node:fs';

/** Megabytes that this process had in memory at its highest. */
export function peakMegabytes(): number {
  // Linux hands a process's highest memory on to what it starts; the mark of the new program alone stands in /proc.
  const own = existsSync('/proc/self/status')
    ? /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    : undefined;
  return Number(own ?? process.resourceUsage().maxRSS) / 1024;
}
