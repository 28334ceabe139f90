const WORDS: Readonly<Record<string, string>> = {
  cure: 'The cure of a returned submission',
  answer: 'The answer to the request for information',
  determination: 'A determination',
  signature: 'The second signature of a determination',
  working_group_vote: 'A vote in the working group',
  principals_vote: 'A vote of the principals',
  decision: 'The decision',
  condition: 'A condition',
  panel: 'The appointment of an appeal panel',
  appeal: 'The decision on the appeal',
  emergency_review: 'The review of an emergency access',
};

/** What is owed, as the beginning of a sentence. */
export function dueWords(what: string): string {
  const spoken = WORDS[what];
  if (spoken !== undefined) return spoken;
  const words = what.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
