import type { Checked, Failure } from './check.ts';

const STATES: Readonly<Record<Checked['state'], { text: string; tone: string }>> = {
  held: { text: 'Holds', tone: 'good' },
  failed: { text: 'Does not hold', tone: 'bad' },
  absent: { text: 'Not in the file', tone: 'warn' },
  open: { text: 'Not looked at', tone: '' },
};

export function StateTag({ of }: { of: Checked['state'] }) {
  const { text, tone } = STATES[of];
  return <span class={`tag ${tone}`}>{text}</span>;
}

/** Why something does not hold, with the code that scripts know it by. */
export function Reason({ failure: { code, found, expected } }: { failure: Failure }) {
  return (
    <dl class="facts">
      <dt>Code</dt>
      <dd class="code">{code}</dd>
      <dt>Found</dt>
      <dd>{found}</dd>
      <dt>Expected</dt>
      <dd>{expected}</dd>
    </dl>
  );
}
