import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsOf, Lock } from '../../scripts/dependencies/faults-of.ts';
import { DEPLOYED, isAllowed, TOOLS } from '../../scripts/dependencies/licence.ts';
import { root } from '../infra/synthesize.ts';

const lock = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
const withPackage = (entry: object) =>
  Lock.parse({
    ...lock,
    packages: {
      ...lock.packages,
      'node_modules/x': { version: '1.0.0', integrity: 'sha512-x', license: 'MIT', ...entry },
    },
  });

describe('the packages of the lock file', () => {
  it('have licences that are allowed, and bytes that are pinned', () => {
    expect(faultsOf(lock)).toEqual([]);
  });

  it.each([
    [{ license: 'GPL-3.0-only' }, /GPL-3\.0-only is not allowed for what is deployed/],
    [{ license: 'AGPL-3.0-only', dev: true }, /not allowed for a tool/],
    [{ license: 'MPL-2.0' }, /MPL-2\.0 is not allowed for what is deployed/],
    [{ license: undefined }, /no licence/],
    [{ integrity: undefined }, /not pinned/],
    [{ integrity: 'sha1-x' }, /not pinned/],
    [{ resolved: 'git+ssh://git@example.org/x.git#main' }, /not from a registry/],
  ])('%j is refused', (entry, reason) => {
    expect(faultsOf(withPackage(entry))).toEqual([expect.stringMatching(reason)]);
  });

  it('may be a tool under a licence of single files', () => {
    expect(faultsOf(withPackage({ license: 'MPL-2.0', dev: true }))).toEqual([]);
  });

  it('that were read by hand and are gone are told', () => {
    const { 'node_modules/@uswds/uswds': _, ...packages } = lock.packages;
    expect(faultsOf({ ...lock, packages })).toEqual([expect.stringContaining('not installed any more')]);
  });
});

describe('a licence expression', () => {
  it.each([
    ['MIT OR GPL-3.0-or-later', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['MIT AND Apache-2.0', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-2.0-only AND MIT OR ISC', true],
    ['GPL-2.0-only WITH Classpath-exception-2.0', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['UNLICENSED', false],
  ])('%s is allowed: %s', (expression, allowed) => {
    expect(isAllowed(expression, DEPLOYED)).toBe(allowed);
  });

  it('for tools is the same and more', () => {
    for (const id of DEPLOYED) expect(TOOLS.has(id)).toBe(true);
  });
});
