/** Names of the domain (`not_met`) as words. */
export const words = (name: string): string => name.replaceAll('_', ' ');

export const sentence = (name: string): string => {
  const text = words(name);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
};

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
