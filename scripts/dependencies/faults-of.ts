import * as z from 'zod';
import { DEPLOYED, isAllowed, READ_BY_HAND, TOOLS } from './licence.ts';

const Package = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().default(false),
  dev: z.boolean().default(false),
  inBundle: z.boolean().default(false),
});
export const Lock = z.looseObject({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Package) });
export type Lock = z.infer<typeof Lock>;

/** What is wrong with the packages of a lock file: a licence that is not allowed, or bytes that nobody pinned. */
export function faultsOf({ packages }: Lock): string[] {
  const installed = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
  const faults = installed.flatMap(([path, entry]) => {
    const licence = entry.license ?? 'no licence';
    const name = `${path}@${entry.version}`;
    return [
      ...(isAllowed(licence, entry.dev ? TOOLS : DEPLOYED) || READ_BY_HAND[path] !== undefined
        ? []
        : [`${name}: ${licence} is not allowed for ${entry.dev ? 'a tool' : 'what is deployed'}`]),
      // What lies inside of another package's archive is pinned with that.
      ...(entry.integrity?.startsWith('sha512-') || entry.inBundle
        ? []
        : [`${name}: its bytes are not pinned by SHA-512`]),
      ...(entry.resolved !== undefined && !entry.resolved.startsWith('https://')
        ? [`${name}: comes from ${entry.resolved}, not from a registry`]
        : []),
    ];
  });
  const known = new Set(installed.map(([path]) => path));
  const stale = Object.keys(READ_BY_HAND).filter((path) => !known.has(path));
  return [...faults, ...stale.map((path) => `${path}: its licence was read by hand, and it is not installed any more`)];
}
