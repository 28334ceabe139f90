import type { Branch, State } from '../definition.ts';
import { type DefinitionProblem, messageOf } from '../errors.ts';
import type { Json } from '../json.ts';
import { isExpression, parseExpression } from '../jsonata.ts';
import { everyState } from './walk.ts';

interface Field {
  readonly location: string;
  readonly template: Json | undefined;
  /** Members of `$states` that exist when the field is evaluated, besides input and context. */
  readonly reads: readonly string[];
}

/** Every JSONata string parses and reads only what exists when it is evaluated. */
export function expressionProblems(machine: Branch): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  for (const { name, state } of everyState(machine)) {
    for (const { location, template, reads } of fields(state)) {
      for (const message of templateProblems(template, location, ['input', 'context', ...reads])) {
        problems.push({ state: name, message });
      }
    }
  }
  return problems;
}

function fields(state: State): Field[] {
  const plain = (location: string, template: Json | undefined): Field => ({ location, template, reads: [] });
  const after = (where: string, of: { Assign?: Json | undefined; Output?: Json | undefined }, reads: string[]) => [
    { location: `${where}Assign`, template: of.Assign, reads },
    { location: `${where}Output`, template: of.Output, reads },
  ];
  switch (state.Type) {
    case 'Pass':
      return after('', state, []);
    case 'Succeed':
      return [plain('Output', state.Output)];
    case 'Fail':
      return [plain('Error', state.Error), plain('Cause', state.Cause)];
    case 'Wait':
      return [plain('Seconds', state.Seconds), plain('Timestamp', state.Timestamp), ...after('', state, [])];
    case 'Choice':
      return [
        ...state.Choices.flatMap((rule, i) => [
          plain(`Choices[${i}]/Condition`, rule.Condition),
          ...after(`Choices[${i}]/`, rule, []),
        ]),
        ...after('', state, []),
      ];
    default:
      return [
        ...work(state).map(([location, template]) => plain(location, template)),
        ...after('', state, ['result']),
        ...(state.Catch ?? []).flatMap((catcher, i) => after(`Catch[${i}]/`, catcher, ['errorOutput'])),
      ];
  }
}

function work(state: Extract<State, { Type: 'Task' | 'Parallel' | 'Map' }>): [string, Json | undefined][] {
  if (state.Type === 'Parallel') return [['Arguments', state.Arguments]];
  if (state.Type === 'Task') {
    const { Arguments, TimeoutSeconds, HeartbeatSeconds } = state;
    return Object.entries({ Arguments, TimeoutSeconds, HeartbeatSeconds });
  }
  const { Items, ItemSelector, MaxConcurrency, ToleratedFailureCount, ToleratedFailurePercentage, ItemReader } = state;
  const { MaxItemsPerBatch, MaxInputBytesPerBatch, BatchInput } = state.ItemBatcher ?? {};
  return [
    ...Object.entries({ Items, ItemSelector, MaxConcurrency, ToleratedFailureCount, ToleratedFailurePercentage }),
    ['ItemBatcher/MaxItemsPerBatch', MaxItemsPerBatch],
    ['ItemBatcher/MaxInputBytesPerBatch', MaxInputBytesPerBatch],
    ['ItemBatcher/BatchInput', BatchInput],
    ['ItemReader/Arguments', ItemReader?.Arguments],
    ['ItemReader/ReaderConfig/MaxItems', ItemReader?.ReaderConfig?.MaxItems],
  ];
}

function templateProblems(template: Json | undefined, location: string, reads: readonly string[]): string[] {
  if (typeof template === 'string') return stringProblems(template, location, reads);
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, member]) => templateProblems(member, `${location}/${key}`, reads));
}

function stringProblems(text: string, location: string, reads: readonly string[]): string[] {
  if (!isExpression(text)) {
    if (!text.trimStart().startsWith('{%') && !text.trimEnd().endsWith('%}')) return [];
    return [`${location}: '${text}' has JSONata delimiters at one end only, or spaces around them; expected '{% … %}'`];
  }
  try {
    const unknown = statesMembers(parseExpression(text).ast()).filter((member) => !reads.includes(member));
    return unknown.map(
      (member) =>
        `${location}: $states.${member} does not exist here; ${reads.map((r) => `$states.${r}`).join(', ')} do`,
    );
  } catch (error) {
    const at =
      typeof error === 'object' && error !== null && 'position' in error
        ? ` at character ${String(error.position)}`
        : '';
    return [`${location}: '${text}' is not JSONata${at}: ${messageOf(error)}`];
  }
}

/** The members of `$states` that an expression's syntax tree names. */
function statesMembers(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(statesMembers);
  if (!('type' in node) || node.type !== 'path' || !('steps' in node) || !Array.isArray(node.steps)) return inner;
  const [first, second]: { type?: unknown; value?: unknown }[] = node.steps;
  const named = first?.type === 'variable' && first.value === 'states' && second?.type === 'name';
  return named ? [String(second.value), ...inner] : inner;
}
