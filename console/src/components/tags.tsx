import { sentence, words } from './words.ts';

const TONES: Readonly<Record<string, string>> = {
  cleared: 'good',
  cleared_with_conditions: 'good',
  staged_access: 'info',
  returned: 'warn',
  not_cleared: 'bad',
  referred: 'info',
  met: 'good',
  not_met: 'bad',
  inconclusive: 'warn',
  error: 'bad',
  blocker: 'bad',
  major: 'warn',
  open: 'warn',
  breached: 'bad',
  expired: 'bad',
  concur: 'good',
  concur_with_conditions: 'good',
  non_concur: 'bad',
  request_information: 'warn',
  destroyed: 'warn',
  held: 'info',
  waiting_for_people: 'info',
  waiting_for_vendor: 'warn',
};

/** A word of the domain as a tag; the colour only repeats it. */
export function Tag({ of, text }: { of: string; text?: string }) {
  return <span class={`tag ${TONES[of] ?? ''}`}>{text ?? words(of)}</span>;
}

export function Outcome({ of }: { of: string | null }) {
  return <Tag of={of ?? 'none'} text={of === null ? 'No verdict yet' : sentence(of)} />;
}
