/** Names of the domain (`not_met`) as words. */
export const words = (name: string): string => name.replaceAll('_', ' ');

/** A text with a capital at its beginning, and as it is otherwise. */
export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const sentence = (name: string): string => capital(words(name));

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
