import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../cli/context.ts';
import { progressBar } from '../../cli/render/progress.ts';
import { shellWord } from '../../cli/render/shell-word.ts';
import { byteSize, safeText, wrap } from '../../cli/render/text.ts';

describe('text for a terminal', () => {
  it('never holds a control character, whatever a log says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });

  it('wraps without losing or splitting a word', () => {
    const word = fc
      .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 })
      .filter((text) => !text.includes(' '));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 20, max: 80 }), (words, width) => {
        const wrapped = wrap(words.join(' '), width, '  ');
        expect(wrapped.split(/\n {2}| /)).toEqual(words);
        for (const line of wrapped.split('\n'))
          if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('states sizes in the unit a person would use', () => {
    expect([0, 1023, 1024, 1536, 5 * 2 ** 30].map(byteSize)).toEqual([
      '0 bytes',
      '1023 bytes',
      '1.0 KiB',
      '1.5 KiB',
      '5.0 GiB',
    ]);
  });
});

describe('a command to copy', () => {
  it('has what somebody chose as a name in one word, and nothing in it is carried out', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme', minLength: 1 })
          .map((text) => text.replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Cs}]/gu, '')),
        (text) => {
          if (text === '') return;
          const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' });
          expect(stdout).toBe(text);
        },
      ),
      { numRuns: 30, examples: [['$(id)'], ["a'; id; '"], ['a b'], ['`id`']] },
    );
  });
});

describe('progress', () => {
  const draw = (isTTY: boolean) => {
    const written: string[] = [];
    const stream = { write: (text: string) => void written.push(text), isTTY, columns: 80 };
    const context: Context = {
      stdout: stream,
      stderr: stream,
      env: { NO_COLOR: '1' },
      cwd: '/',
      sleep: async () => {},
      ask: null,
    };
    const bar = progressBar(context, 'uploading');
    for (let done = 0; done <= 100; done += 1) bar.update(done, 100);
    bar.end();
    return written;
  };

  it('is one bar that grows on a terminal', () => {
    const written = draw(true);
    expect(written.at(-2)).toBe(`\ruploading ${'█'.repeat(30)} 100 %  100 bytes of 100 bytes\u001b[K`);
    expect(written.filter((text) => text.includes('\n'))).toEqual(['\n']);
  });

  it('is a line per quarter elsewhere', () => {
    expect(draw(false)).toHaveLength(5);
  });
});
