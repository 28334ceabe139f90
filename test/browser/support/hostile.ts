/** What a hostile bundle might have written where the console shows text. */
export const hostileText = {
  markup: '<img src=x onerror="alert(1)"><script>alert(2)</script>',
  link: 'javascript:alert(3)',
  /** Right-to-left override, zero-width characters, and a word without end. */
  unreadable: `\u202Egnirts\u200B\u200D\uFEFF${'W'.repeat(400)}`,
} as const;

const ALL = Object.values(hostileText).join(' ');

/** The fields of answers of the API that hold free text, or names that a vendor chose. */
const FREE = new Set(
  'model vendor name title summary text because cure required found reason note file member path url metric score'.split(
    ' ',
  ),
);

/** An answer of the API with every free text in it made hostile; what else is in it stays as it is. */
export function hostile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hostile);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      FREE.has(key) && typeof one === 'string' ? (key === 'url' ? hostileText.link : ALL) : hostile(one),
    ]),
  );
}

/** A script for a page: `attacked` gets what text on it has brought about, or tried to. */
export const countAttacks = `
  globalThis.attacked = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => attacked.push(violatedDirective));
  for (const name of ['alert', 'confirm', 'prompt']) globalThis[name] = () => attacked.push(name);
`;
