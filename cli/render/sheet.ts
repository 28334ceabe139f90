import type { Context } from '../context.ts';
import { palette } from './palette.ts';
import { wrap } from './text.ts';

const PAD = 12;

/** Lines with a label in front, wrapped to the terminal. */
export interface Sheet {
  readonly width: number;
  /** A label, and a text beside it; more texts stand below the first. */
  row(label: string, ...texts: readonly string[]): string[];
  /** Lines that are laid out already, the first of them beside a label. */
  block(label: string, lines: readonly string[]): string[];
  head(text: string): string;
}

/** Lays out labelled lines of at most 100 columns. */
export function sheet(context: Context): Sheet {
  const color = palette(context.stdout, context.env);
  const width = Math.min(context.stdout.columns, 100);
  const label = (text: string, at: number) => `  ${color.dim((at === 0 ? text : '').padEnd(PAD))}`;
  return {
    width,
    row: (name, ...texts) => texts.map((text, at) => `${label(name, at)}${wrap(text, width, ' '.repeat(PAD + 2))}`),
    block: (name, lines) => lines.map((line, at) => `${label(name, at)}${line}`),
    head: (text) => color.bold(wrap(text, width, '')),
  };
}
