import { parseDocument } from 'yaml';
import { RetentionRules } from './rules.ts';

/** The times for which things are kept cannot be used. The message names each field that is wrong. */
export class RetentionInvalid extends Error {
  override readonly name = 'RetentionInvalid';
}

/**
 * The rules from the text of their YAML file.
 * @throws RetentionInvalid
 */
export function parseRetention(file: string, yaml: string): RetentionRules {
  const document = parseDocument(yaml, { uniqueKeys: true, strict: true });
  const [broken] = document.errors;
  if (broken !== undefined) throw new RetentionInvalid(`${file} is not YAML: ${broken.message}`, { cause: broken });
  const parsed = RetentionRules.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`);
  throw new RetentionInvalid(lines.join('\n'), { cause: parsed.error });
}
