import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '#core/attestation/model-signing/certificate.ts';
import { signModel } from '#core/attestation/model-signing/sign.ts';
import { verifyModel } from '#core/attestation/model-signing/verify.ts';
import { fileDigest, listFolder } from '../../../../cli/io/folder.ts';
import { emptyFolder } from '../../../cli/support/test-context.ts';
import { chainOfThree } from '../../../fixtures/authority.ts';
import { codeOf } from '../../../fixtures/failing-with.ts';
import { MODEL_SIGNING, modelSigning } from '../../../fixtures/model-signing-tool.ts';

/** A folder whose paths sort differently by bytes, by folder and by locale. */
async function model(root: string) {
  const folder = join(root, 'release');
  for (const path of ['a/b.txt', 'a-b/c.txt', 'Z.txt', 'ä.txt', 'empty', 'deep/er/x.bin']) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), path === 'empty' ? '' : `content of ${path}`);
  }
  return folder;
}

async function filesOf(folder: string) {
  const files = [];
  for (const { path } of await listFolder(folder))
    if (path !== 'model.sig') files.push({ path, sha256: await fileDigest(join(folder, path)) });
  return files;
}

describe.skipIf(MODEL_SIGNING === null)('the public model_signing command', () => {
  it('verifies what is signed here by a key, and notices a change', async () => {
    await using root = await emptyFolder();
    const folder = await model(root.path);
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(join(root.path, 'pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const files = await filesOf(folder);
    await writeFile(
      join(folder, 'model.sig'),
      signModel({ name: 'release', files, ignored: ['model.sig'] }, privateKey),
    );
    const verify = () =>
      modelSigning([
        ...['verify', 'key', folder, '--signature', join(folder, 'model.sig')],
        ...['--public_key', join(root.path, 'pub.pem')],
      ]);
    expect(verify()).toBeNull();
    await writeFile(join(folder, 'a/b.txt'), 'other');
    expect(verify()).toContain('a/b.txt');
  });

  it('verifies what is signed here by a certificate', async () => {
    await using root = await emptyFolder();
    const folder = await model(root.path);
    const chain = await chainOfThree();
    await writeFile(join(root.path, 'root.pem'), chain.root.pem);
    const files = await filesOf(folder);
    const certificates = [chain.signer, chain.between].map(({ pem }) => readCertificate(pem));
    const signature = signModel({ name: 'release', files, ignored: ['model.sig'] }, chain.signer.key, certificates);
    await writeFile(join(folder, 'model.sig'), signature);
    const argv = ['verify', 'certificate', folder, '--signature', join(folder, 'model.sig'), '--certificate_chain'];
    expect(modelSigning([...argv, join(root.path, 'root.pem')])).toBeNull();
  });

  it.each(['key', 'certificate'])('signs by a %s what verifies here', async (form) => {
    await using root = await emptyFolder();
    const folder = await model(root.path);
    const chain = await chainOfThree();
    const at = (name: string) => join(root.path, name);
    await writeFile(at('key.pem'), chain.signer.key.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(at('signer.pem'), chain.signer.pem);
    await writeFile(at('between.pem'), chain.between.pem);
    const more =
      form === 'key' ? [] : ['--signing_certificate', at('signer.pem'), '--certificate_chain', at('between.pem')];
    const argv = ['sign', form, folder, '--signature', join(folder, 'model.sig'), '--private_key', at('key.pem')];
    expect(modelSigning([...argv, ...more])).toBeNull();

    const signer = readCertificate(chain.signer.pem);
    const trust = { keys: [signer.x509.publicKey], authorities: { certificates: [readCertificate(chain.root.pem)] } };
    const signature = await readFile(join(folder, 'model.sig'));
    expect(verifyModel(signature, trust, await filesOf(folder), { whole: true }).form).toBe(form);
    await writeFile(join(folder, 'ä.txt'), 'other');
    const changed = await filesOf(folder);
    expect(await codeOf(() => verifyModel(signature, trust, changed, { whole: true }))).toBe('file-differs');
  });
});
