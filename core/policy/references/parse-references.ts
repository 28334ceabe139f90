import { parseDocument } from 'yaml';
import { PublishedFigures } from './published-figure.ts';

/** Published figures cannot be used. The message names each field that is wrong. */
export class ReferencesInvalid extends Error {
  override readonly name = 'ReferencesInvalid';
}

/**
 * Published figures from the text of their YAML file.
 * @throws ReferencesInvalid
 */
export function parseReferences(file: string, yaml: string): PublishedFigures {
  const document = parseDocument(yaml, { uniqueKeys: true, strict: true });
  const [broken] = document.errors;
  if (broken !== undefined) throw new ReferencesInvalid(`${file} is not YAML: ${broken.message}`, { cause: broken });
  const parsed = PublishedFigures.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`);
  throw new ReferencesInvalid(lines.join('\n'), { cause: parsed.error });
}
