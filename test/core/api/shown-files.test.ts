import { describe, expect, it } from 'vitest';
import { type Reader, withheldFrom } from '#core/api/shown-files.ts';
import { Confidentiality } from '#core/bundle/manifest.ts';

describe('what a file says is shown', () => {
  const READERS: Reader[] = ['vendor', 'agency', 'overseer'];
  const shown = (level?: 'public' | 'summary' | 'agency' | 'sealed') =>
    READERS.filter((reader) => withheldFrom(reader, level) === null);

  it.each([
    ['public', READERS],
    ['summary', ['vendor', 'agency']],
    ['agency', ['vendor', 'agency']],
    ['sealed', []],
  ] as const)('where it is %s: to %j', (level, to) => {
    expect(shown(level)).toEqual(to);
  });

  it('where nothing is declared as if it were the agencies’, and of every level there is a rule', () => {
    expect(shown()).toEqual(shown('agency'));
    expect(Confidentiality.options).toHaveLength(4);
  });
});
