import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type * as z from 'zod';
import type { Context } from '../context.ts';
import { UsageError } from '../usage-error.ts';

/** What a YAML or JSON file says. @throws UsageError where it cannot be read, or does not fit */
export async function dataFile<S extends z.ZodType>(
  path: string,
  schema: S,
  context: Pick<Context, 'cwd'>,
): Promise<z.infer<S>> {
  const text = await readFile(resolve(context.cwd, path), 'utf8').catch((cause: unknown) => {
    throw new UsageError('The file cannot be opened.', {
      where: path,
      expected: 'a YAML or JSON file that exists and may be read',
      cure: 'Check the path.',
      cause,
    });
  });
  // JSON is YAML, too.
  const document = parseDocument(text, { uniqueKeys: true, strict: true });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw new UsageError(`The file is no YAML or JSON: ${broken.message.split('\n')[0]}`, {
      where: path,
      cure: 'Correct it at this place.',
    });
  return fitting(schema, document.toJS({ maxAliasCount: 0 }), path);
}

/** A value as a schema has it. @throws UsageError that names every place that does not fit */
export function fitting<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new UsageError(`${where} is not as expected: ${faults.join('; ')}.`, {
    where,
    cure: 'See docs/agency-guide.md for the fields, and --help for an example.',
  });
}
