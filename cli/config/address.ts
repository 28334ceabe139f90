import { UsageError } from '../usage-error.ts';

export function isThisMachine(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** A bundle and a secret go over TLS, or stay on this machine. @throws UsageError */
export function requirePrivate(url: string): void {
  if (new URL(url).protocol === 'https:' || isThisMachine(url)) return;
  throw new UsageError('The connection would not be encrypted.', {
    where: url,
    expected: 'an https address, or one on this machine',
    cure: 'Use the https address of the service.',
  });
}
