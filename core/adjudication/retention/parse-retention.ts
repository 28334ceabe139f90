import { parseYaml } from '../../io/parse-yaml.ts';
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
  return parseYaml(file, yaml, RetentionRules, RetentionInvalid);
}
