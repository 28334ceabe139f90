import { type PatternHit, PatternScan, patternSet } from './pattern-scan.ts';
import { SECRET_RULES } from './secret-rules.ts';

/** A credential in a text: what kind, on which line, and a redacted excerpt. */
export type SecretHit = PatternHit;

const SECRETS = patternSet(SECRET_RULES);

/** Looks for credentials while bytes pass: `push` each chunk, then `finish`. At most 50 hits. */
export class SecretScan extends PatternScan {
  constructor() {
    super(SECRETS);
  }
}

/** All credentials in a stream of text. */
export async function scanSecrets(chunks: AsyncIterable<Uint8Array>): Promise<SecretHit[]> {
  const scan = new SecretScan();
  for await (const chunk of chunks) scan.push(chunk);
  return scan.finish();
}
