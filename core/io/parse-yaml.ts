import { parseDocument } from 'yaml';
import type * as z from 'zod';

/**
 * Data from the text of its YAML file, as its schema has it.
 * @param Invalid what is thrown, with a message that names each field that is wrong
 */
export function parseYaml<S extends z.ZodType>(
  file: string,
  yaml: string,
  schema: S,
  Invalid: new (message: string, options: ErrorOptions) => Error,
): z.output<S> {
  const document = parseDocument(yaml, { uniqueKeys: true, strict: true });
  const [broken] = document.errors;
  if (broken !== undefined) throw new Invalid(`${file} is not YAML: ${broken.message}`, { cause: broken });
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`);
  throw new Invalid(lines.join('\n'), { cause: parsed.error });
}
