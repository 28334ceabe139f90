import jsonata from 'jsonata';
import type { Clock } from '../clock/clock.ts';
import { messageOf, QueryEvaluationError } from './errors.ts';
import { type Json, NotJsonError, toJson } from './json.ts';
import { stepFunctionsLibrary } from './jsonata-functions.ts';

/** What expressions can read: `states` (as `$states`) and the variables in scope. */
export type Bindings = Readonly<Record<string, unknown>>;

/** Evaluates the templates of one engine. */
export interface Evaluator {
  /**
   * Evaluates every `{% … %}` string inside a template; other values stay as they are.
   * @throws {QueryEvaluationError} when an expression fails, gives nothing, or gives something JSON cannot hold
   */
  value(template: Json, location: string, bindings: Bindings): Promise<Json>;
  /** As `value`, but the result must be an integer of at least `least`, and at most `most`. */
  integer(template: Json, location: string, bindings: Bindings, least: number, most?: number): Promise<number>;
  /** As `value`, but the result must be a number from `least` to `most`. */
  number(template: Json, location: string, bindings: Bindings, least: number, most: number): Promise<number>;
  /** As `value`, but the result must be a boolean. */
  boolean(template: Json, location: string, bindings: Bindings): Promise<boolean>;
  /** As `value`, but the result must be a string. */
  string(template: Json, location: string, bindings: Bindings): Promise<string>;
}

// A guard against expressions that never end; the service has a limit of its own that it does not publish.
const GUARDS = { timeout: 5000, stack: 1000 };

/** Whether a string is a JSONata expression: delimiters at the very start and the very end. */
export function isExpression(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/**
 * Parses the expression inside `{% … %}`.
 * @throws an object with `message` and `position` when it is not JSONata
 */
export function parseExpression(text: string): jsonata.Expression {
  return jsonata(text.slice(2, -2), GUARDS);
}

/** Builds the evaluator; compiled expressions are kept for the engine's life. */
export function createEvaluator(clock: Clock, random: () => number): Evaluator {
  const compiled = new Map<string, jsonata.Expression>();

  async function evaluate(text: string, location: string, bindings: Bindings): Promise<Json> {
    const said = `The JSONata expression '${text.slice(2, -2).trim()}' specified for the field '${location}'`;
    let result: unknown;
    try {
      const expression = compiled.get(text) ?? parseExpression(text);
      compiled.set(text, expression);
      result = await expression.evaluate(undefined, { ...stepFunctionsLibrary(clock, random), ...bindings });
    } catch (error) {
      throw new QueryEvaluationError(`${said} threw an error during evaluation. ${messageOf(error)}`, location, {
        cause: error,
      });
    }
    if (result === undefined) {
      throw new QueryEvaluationError(`${said} returned nothing (undefined).`, location);
    }
    try {
      return toJson(result);
    } catch (error) {
      if (!(error instanceof NotJsonError)) throw error;
      throw new QueryEvaluationError(`${said} returned an unsupported result: ${error.message}.`, location, {
        cause: error,
      });
    }
  }

  async function value(template: Json, location: string, bindings: Bindings): Promise<Json> {
    if (typeof template === 'string') return isExpression(template) ? evaluate(template, location, bindings) : template;
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [index, item] of template.entries()) items.push(await value(item, `${location}[${index}]`, bindings));
      return items;
    }
    if (typeof template === 'object' && template !== null) {
      const entries: [string, Json][] = [];
      for (const [key, member] of Object.entries(template)) {
        entries.push([key, await value(member, `${location}/${key}`, bindings)]);
      }
      return Object.fromEntries(entries);
    }
    return template;
  }

  const wrong = (template: Json, location: string, expected: string, got: Json) =>
    new QueryEvaluationError(
      `The JSONata expression '${String(template)}' specified for the field '${location}' returned ${JSON.stringify(got)}, expected ${expected}.`,
      location,
    );

  return {
    value,
    async integer(template, location, bindings, least, most = Number.MAX_SAFE_INTEGER) {
      const got = await value(template, location, bindings);
      if (typeof got === 'number' && Number.isInteger(got) && got >= least && got <= most) return got;
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw wrong(template, location, `an integer ${range}`, got);
    },
    async number(template, location, bindings, least, most) {
      const got = await value(template, location, bindings);
      if (typeof got === 'number' && got >= least && got <= most) return got;
      throw wrong(template, location, `a number from ${least} to ${most}`, got);
    },
    async boolean(template, location, bindings) {
      const got = await value(template, location, bindings);
      if (typeof got === 'boolean') return got;
      throw wrong(template, location, 'true or false', got);
    },
    async string(template, location, bindings) {
      const got = await value(template, location, bindings);
      if (typeof got === 'string') return got;
      throw wrong(template, location, 'a string', got);
    },
  };
}
