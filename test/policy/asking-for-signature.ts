import { assemblePack } from '#core/policy/assemble-pack.ts';
import type { Pack } from '#core/policy/pack.ts';
import type { SignatureRow } from '#core/policy/signature-rule.ts';
import { standardFiles } from './standard.ts';

/** The next version of the federal standard, with its acceptance criteria alone, that asks this of signatures. */
export function askingForSignature(rows: readonly SignatureRow[]): Pack {
  return assemblePack(
    standardFiles()
      .filter(({ path }) => path === 'pack.yaml' || path.startsWith('criteria/INT-'))
      .map(({ path, text }) => ({ path, text: path === 'pack.yaml' ? asking(text, rows) : text })),
  );
}

/** The text of `pack.yaml` with the rows; JSON is YAML. */
function asking(text: string, rows: readonly SignatureRow[]): string {
  return text
    .replace("version: '2026.1'", "version: '2026.2'")
    .replace('[date, vendor, model, release, attestation', '[date, signature, vendor, model, release, attestation')
    .replace('\ndecision:', `\nbundleSignature: ${JSON.stringify(rows)}\ndecision:`);
}
