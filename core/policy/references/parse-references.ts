import { parseYaml } from '../../io/parse-yaml.ts';
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
  return parseYaml(file, yaml, PublishedFigures, ReferencesInvalid);
}
