import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DefinitionProblem } from '../step-functions/errors.ts';
import type { Json } from '../step-functions/json.ts';
import { schemaProblems } from '../step-functions/validation/asl-schema.ts';

/** What decides whether a definition is sound: when either changes, everything is checked again. */
const CHECKERS = ['../step-functions/validation/asl-schema.ts', 'asl-validator/package.json'];

/**
 * asl-validator's verdict, which takes 200 ms for a machine, remembered where it is good: a start with the definitions of an
 * earlier one need not wait for it.
 * @param folder for one empty file a definition; it may be removed at any time
 */
export function checkedOnce(folder: string): (definition: Json) => DefinitionProblem[] {
  const checkers = CHECKERS.map((module) => readFileSync(fileURLToPath(import.meta.resolve(module)), 'utf8'));
  return (definition) => {
    const hash = createHash('sha256').update(JSON.stringify([...checkers, definition]));
    const mark = join(folder, hash.digest('hex'));
    if (existsSync(mark)) return [];
    const problems = schemaProblems(definition);
    if (problems.length === 0) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(mark, '');
    }
    return problems;
  };
}
