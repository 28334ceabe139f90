import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z
        .looseObject({
          DefinitionString: z.unknown().optional(),
          DefinitionSubstitutions: z.looseObject({ Definition: z.string().optional() }).optional(),
        })
        .optional(),
    }),
  ),
});
const Definition = z.record(z.string(), z.json());

/** What stands in front of the name of every state in the copy. */
export const EARLIER = 'Earlier: ';

/**
 * Copies a cloud assembly, and gives every state of its state machines another name: as an earlier version of the machines, in which no
 * execution could go on by the names of the present one. The digest by which a case names its definition is another as well.
 */
export function renameStates(assembly: string, copy: string): void {
  cpSync(assembly, copy, { recursive: true });
  let renamed = 0;
  for (const file of readdirSync(copy).filter((name) => name.endsWith('.template.json'))) {
    const template = Template.parse(JSON.parse(readFileSync(join(copy, file), 'utf8')));
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::StepFunctions::StateMachine' || Properties === undefined) continue;
      const definition = Definition.parse(JSON.parse(z.string().parse(Properties.DefinitionString)));
      Properties.DefinitionString = JSON.stringify(renamedIn(definition));
      const substitutions = Properties.DefinitionSubstitutions;
      if (substitutions?.Definition !== undefined) substitutions.Definition = EARLIER + substitutions.Definition;
      renamed += 1;
    }
    writeFileSync(join(copy, file), JSON.stringify(template));
  }
  if (renamed === 0) throw new Error(`${assembly} has no state machine`);
}

type Json = z.infer<ReturnType<typeof z.json>>;

/** A definition, or a part of one, with the states and what refers to them renamed. */
function renamedIn(value: Json): Json {
  if (Array.isArray(value)) return value.map(renamedIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]): [string, Json] => {
      if (REFERENCES.has(key) && typeof part === 'string') return [key, EARLIER + part];
      if (key === 'States' && typeof part === 'object' && part !== null && !Array.isArray(part))
        return [
          key,
          Object.fromEntries(Object.entries(part).map(([name, state]) => [EARLIER + name, renamedIn(state)])),
        ];
      return [key, renamedIn(part)];
    }),
  );
}

const REFERENCES: ReadonlySet<string> = new Set(['StartAt', 'Next', 'Default']);
