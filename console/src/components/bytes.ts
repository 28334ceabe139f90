const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size as somebody would say it, in steps of a thousand: `1 byte`, `12 KB`, `3.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes === 1) return '1 byte';
  let left = bytes;
  let step = 0;
  // 999.5 would be said as a thousand.
  while (left >= 999.5 && step < UNITS.length - 1) {
    left /= 1000;
    step += 1;
  }
  const digits = step > 0 && left < 9.95 ? 1 : 0;
  return `${left.toFixed(digits)} ${UNITS[step]}`;
}
