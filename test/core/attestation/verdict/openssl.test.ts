import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromBase64 } from '#core/attestation/base64.ts';
import { IN_TOTO, signEnvelope } from '#core/attestation/dsse.ts';
import { localSigner } from '#core/attestation/keys/signer.ts';
import { emptyFolder } from '../../../cli/support/test-context.ts';

const PRESENT = spawnSync('openssl', ['version']).status === 0;
if (!PRESENT) console.warn('There is no command openssl: the test that cross-checks with it is left out.');

describe.skipIf(!PRESENT)('openssl', () => {
  it('verifies an envelope by the steps of docs/attestation.md', async () => {
    await using folder = await emptyFolder();
    const at = (name: string) => join(folder.path, name);
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const payload = '{"_type":"https://in-toto.io/Statement/v1"}';
    const envelope = await signEnvelope(IN_TOTO, Buffer.from(payload), [localSigner(privateKey)]);
    await writeFile(at('key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    await writeFile(at('sig'), fromBase64(envelope.signatures[0]?.sig ?? ''));
    const verify = async (text: string) => {
      await writeFile(at('signed'), `DSSEv1 ${IN_TOTO.length} ${IN_TOTO} ${text.length} ${text}`);
      const argv = ['dgst', '-sha256', '-verify', at('key.pem'), '-signature', at('sig'), at('signed')];
      return spawnSync('openssl', argv).status;
    };
    expect(await verify(payload)).toBe(0);
    expect(await verify(payload.replace('v1', 'v2'))).toBe(1);
  });
});
