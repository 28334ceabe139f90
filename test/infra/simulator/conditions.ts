/** Operator -> key -> values, as a policy's `Condition` has them. */
export type Conditions = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Keys of a request's context, such as `kms:ViaService`. */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

/**
 * Whether the conditions of a statement hold for a request (IAM User Guide, "Condition operators"): every operator and every key of it; of the
 * values of a key, one.
 * @throws TypeError on an operator or a policy variable that it does not know, rather than guess
 */
export function conditionsHold(conditions: Conditions, context: RequestContext): boolean {
  return [...conditions].every(([operator, keys]) =>
    [...keys].every(([key, values]) => holds(operator, values, contextValue(context, key))),
  );
}

/** Names of keys know no case; nor do those of encryption contexts as IAM compares them, save what follows the prefix. */
function contextValue(context: RequestContext, key: string): readonly string[] | undefined {
  const found = Object.keys(context).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : context[found];
}

function holds(full: string, expected: readonly string[], actual: readonly string[] | undefined): boolean {
  const [, set, operator = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(full) ?? [];
  for (const value of expected)
    if (value.includes('${')) throw new TypeError(`policy variables are not known here: ${value}`);
  if (operator === 'Null') return expected.includes(String(actual === undefined));
  const { matches, negated } = matcherOf(operator, full);
  const one = (value: string) => expected.some((pattern) => matches(pattern, value)) !== negated;
  if (set === 'ForAllValues:') return (actual ?? []).every(one);
  if (set === 'ForAnyValue:') return (actual ?? []).some(one);
  if (actual === undefined) return ifExists !== undefined || negated;
  if (actual.length > 1) throw new TypeError(`${full} compares one value, and the request has ${actual.length}`);
  return actual.every(one);
}

interface Matcher {
  readonly matches: (pattern: string, value: string) => boolean;
  readonly negated: boolean;
}

function matcherOf(operator: string, full: string): Matcher {
  const negated = operator.includes('Not');
  const equals = (pattern: string, value: string) => pattern === value;
  switch (operator.replace('Not', '')) {
    case 'StringEquals':
      return { matches: equals, negated };
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return { matches: like, negated };
    case 'Bool':
      return { matches: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(), negated };
    case 'NumericLessThan':
      return { matches: (pattern, value) => Number(value) < Number(pattern), negated };
    default:
      throw new TypeError(`no condition operator ${full} is known here`);
  }
}

const patterns = new Map<string, RegExp>();

/** `*` stands for any text, slashes included; `?` for one character. */
export function like(pattern: string, value: string): boolean {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${escaped}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(value);
}
