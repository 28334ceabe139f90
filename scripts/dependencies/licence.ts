/** Licences (SPDX) under which what we deploy, and what we only build and test with, may come. */
export const DEPLOYED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
  'Zlib',
]);
/** Copyleft of single files: fine for a tool that is run and not passed on. */
export const TOOLS = new Set([...DEPLOYED, 'MPL-2.0']);

/** Packages whose field names no licence by its SPDX id, each with what its files say. */
export const READ_BY_HAND: Readonly<Record<string, string>> = {
  'node_modules/@uswds/uswds':
    'public domain (CC0-1.0) but for fonts and icons under OFL-1.1, Apache-2.0 and MIT; LICENSE.md lists which',
};

/**
 * Whether an SPDX expression leaves a choice that is allowed: one side of `OR`, both of `AND`, which binds tighter. Nested
 * parentheses and `WITH` are not read, and so not allowed.
 */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const plain = expression.replace(/^\(([^()]*)\)$/, '$1');
  return plain.split(/ OR /).some((choice) => choice.split(/ AND /).every((id) => allowed.has(id.trim())));
}
