import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '#core/attestation/base64.ts';
import { publicKeyOf } from '#core/attestation/keys/ecdsa.ts';
import { readCertificates } from '#core/attestation/model-signing/certificate.ts';
import type { PresentFile } from '#core/attestation/model-signing/compare-files.ts';
import type { ModelTrust } from '#core/attestation/model-signing/trust.ts';
import { verifyModel } from '#core/attestation/model-signing/verify.ts';
import { fileDigest, listFolder } from '../../../../cli/io/folder.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';
import { REAL_LOGS } from '../../../fixtures/real-logs.ts';

const ROOT = join(REAL_LOGS ?? '', 'provenance/model-signing');

/** The sets of the public tool's releases; the first signs one file by itself, which is called ".". */
const SETS = ['v1.0.0-elliptic-key', 'v1.0.0-certificate', 'v1.1.0-elliptic-key', 'v1.1.0-certificate'];

async function setOf(name: string) {
  const folder = join(ROOT, name);
  const present: PresentFile[] = [];
  for (const { path } of await listFolder(folder))
    if (path !== 'model.sig')
      present.push({ path: name === SETS[0] ? '.' : path, sha256: await fileDigest(join(folder, path)) });
  const trust: ModelTrust = {
    keys: [publicKeyOf(await readFile(join(ROOT, 'signing-key-pub.pem')))],
    authorities: { certificates: readCertificates(await readFile(join(ROOT, 'ca-cert.pem'), 'utf8')) },
  };
  return { present, trust, signature: await readFile(join(folder, 'model.sig')) };
}

describe.skipIf(REAL_LOGS === null || !existsSync(ROOT))('signed sets of the public tool', () => {
  it.each(SETS)('%s verifies', async (name) => {
    const { present, trust, signature } = await setOf(name);
    const { form, ignored } = verifyModel(signature, trust, present, { whole: false });
    expect(form).toBe(name.endsWith('certificate') ? 'certificate' : 'key');
    expect(ignored).toEqual(name.startsWith('v1.1.0') ? ['ignore-me'] : []);
  });

  const CASES = SETS.flatMap((name) =>
    [
      'file-differs',
      'file-missing',
      'file-not-signed',
      'signature-invalid',
      'signature-not-json',
      'signature-malformed',
      'media-type',
      name.endsWith('certificate') ? 'certificate-untrusted' : 'key-unknown',
    ].map((code) => [name, code] as const),
  );
  it.each(CASES)('a copy of %s that is tampered with fails with %s', async (name, code) => {
    const { present, trust, signature } = await setOf(name);
    let [bytes, files, trusted] = [signature.toString(), present, trust];
    const change = (from: RegExp, to: string) => {
      expect(bytes).toMatch(from);
      bytes = bytes.replace(from, to);
    };
    const other = `sha256:${'0'.repeat(64)}`;
    if (code === 'file-differs') files = present.map(({ path }) => ({ path, sha256: other }));
    else if (code === 'file-missing') files = present.filter(({ path }) => path !== 'signme-1' && path !== '.');
    else if (code === 'file-not-signed') files = [...present, { path: 'added', sha256: other }];
    else if (code === 'signature-not-json') bytes = bytes.slice(0, -1);
    else if (code === 'signature-malformed') change(/"dsseEnvelope"/, '"messageSignature"');
    else if (code === 'media-type') change(/v0\.3/, 'v0.4');
    else if (code === 'signature-invalid') {
      const payload = /"payload": ?"([^"]*)"/.exec(bytes)?.[1] ?? '';
      const statement = Buffer.from(fromBase64(payload))
        .toString()
        .replace('signme-2', 'signme-3')
        .replace('1.0"', '1.0" ');
      bytes = bytes.replace(payload, toBase64(Buffer.from(statement)));
    } else trusted = {};
    expect(await codeOf(() => verifyModel(Buffer.from(bytes), trusted, files, { whole: false }))).toBe(code);
  });
});
