import type { Context } from '../context.ts';
import type { Identity } from '../sign-in/identity.ts';
import { palette } from './palette.ts';

/** Who somebody is to the review, what they may act as, and until when. */
export function renderIdentity(
  { api, kind, name, roles, until }: Identity & { api: string },
  context: Context,
): string {
  const color = palette(context.stdout, context.env);
  const none = kind === 'program' ? 'those of the vendor that it is registered for' : 'none: ask the operator for one';
  return [
    `${color.bold(name)}${kind === 'program' ? ' (a program)' : ''}`,
    `  service: ${api}`,
    `  roles:   ${roles.join(', ') || none}`,
    ...(until === null ? [] : [`  token:   until ${until}, renewed by itself`]),
  ].join('\n');
}
