import { createPrivateKey } from 'node:crypto';
import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicKeyOf } from '#core/attestation/keys/ecdsa.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { chainOfThree } from '../fixtures/authority.ts';
import { MODEL_SIGNING, modelSigning } from '../fixtures/model-signing-tool.ts';
import { writeZip } from '../fixtures/zip-writer.ts';
import { countersign, emptyFolder } from './support/test-context.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/modest-model');

/** An example in a folder of its own, with a key beside it. */
async function release() {
  const folder = await emptyFolder();
  await cp(EXAMPLE, join(folder.path, 'release'), { recursive: true });
  const run = async (...argv: string[]) => countersign(argv, { cwd: folder.path });
  expect((await run('keygen', 'vendor')).exitCode).toBe(0);
  const at = (...parts: string[]) => join(folder.path, ...parts);
  return { run, at, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe('keygen', () => {
  it('writes a private key that only its owner may read, and never over another', async () => {
    await using folder = await emptyFolder();
    const first = await countersign(['keygen', 'vendor', '--json'], { cwd: folder.path });
    const made = JSON.parse(first.stdout);
    expect((await stat(made.privateKey)).mode & 0o777).toBe(0o600);
    expect(createPrivateKey(await readFile(made.privateKey)).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(made.verifierKey).toBeNull();
    const second = await countersign(['keygen', 'vendor'], { cwd: folder.path });
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain('vendor.key.pem');
  });

  it('makes keys of witnesses, which have a name', async () => {
    await using folder = await emptyFolder();
    const run = async (...argv: string[]) =>
      countersign(['keygen', 'w', '--for', 'witness', ...argv], { cwd: folder.path });
    expect((await run()).exitCode).toBe(2);
    expect((await run('--name', 'no spaces')).exitCode).toBe(2);
    expect((await run('--name', 'w.example/1')).stdout).toMatch(/^w\.example\/1\+[0-9a-f]{8}\+B/m);
  });
});

describe('sign and verify', () => {
  it('sign a bundle that then verifies as a folder, and as the zip of it', async () => {
    await using bundle = await release();
    const { run, at } = bundle;
    const signed = await run('sign', 'release', '--key', 'vendor.key.pem');
    expect(signed.stderr).toBe('');
    expect(signed.stdout).toMatch(/model\.sig\n\d+ files, signed by the key sha256:/);
    expect((await run('verify', 'release', '--key', 'vendor.pub.pem')).exitCode).toBe(0);

    expect((await run('pack', 'release')).exitCode).toBe(0);
    const verified = await run('verify', 'release.zip', '--key', 'vendor.pub.pem', '--json');
    expect(verified.exitCode).toBe(0);
    const { kind, digest, notChecked } = JSON.parse(verified.stdout);
    expect([kind, notChecked]).toEqual(['model', []]);
    // The digest that the review gives, and the verdict names.
    const preflight = JSON.parse((await run('preflight', 'release.zip', '--json')).stdout);
    expect(preflight.verdict.bundle.digest).toBe(digest);
    expect(preflight.verdict.outcome).toBe('cleared');

    await writeFile(at('release/cards/model-card.md'), 'changed');
    const changed = await run('verify', 'release', '--key', 'vendor.pub.pem');
    expect(changed.exitCode).toBe(7);
    expect(changed.stdout).toContain('NOT VERIFIED  file-differs');
    expect(changed.stdout).toContain('cards/model-card.md');
    const returned = JSON.parse((await run('preflight', 'release', '--json')).stdout);
    expect(returned.verdict.outcome).toBe('returned');
  });

  it('sign nothing whose file table is not true', async () => {
    await using bundle = await release();
    await writeFile(bundle.at('release/documents/new.md'), 'new');
    const { exitCode, stderr } = await bundle.run('sign', 'release', '--key', 'vendor.key.pem');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('documents/new.md (not listed)');
  });

  it('go by certificates as well', async () => {
    await using bundle = await release();
    const chain = await chainOfThree();
    for (const [name, pem] of Object.entries({
      root: chain.root.pem,
      between: chain.between.pem,
      signer: chain.signer.pem,
    }))
      await writeFile(bundle.at(`${name}.pem`), pem);
    await writeFile(bundle.at('signer.key.pem'), chain.signer.key.export({ type: 'pkcs8', format: 'pem' }));
    const sign = async (key: string) =>
      bundle.run('sign', 'release', '--key', key, '--certificate', 'signer.pem', '--chain', 'between.pem');
    expect((await sign('vendor.key.pem')).exitCode).toBe(2);
    expect((await sign('signer.key.pem')).exitCode).toBe(0);
    const verify = async (...argv: string[]) => bundle.run('verify', 'release', '--authority', 'root.pem', ...argv);
    expect((await verify()).stdout).toContain('The signature (certificate) is by CN=signer.');
    expect((await verify('--at', '2030-01-01')).stdout).toContain('certificate-not-valid-then');
    expect((await verify('--at', 'some day')).exitCode).toBe(2);
    expect(
      (await bundle.run('verify', 'release', '--authority', 'signer.pem', '--key', 'vendor.pub.pem')).exitCode,
    ).toBe(0);
  });

  it('say what is missing', async () => {
    await using bundle = await release();
    const { run } = bundle;
    expect((await run('sign', 'nowhere', '--key', 'vendor.key.pem')).exitCode).toBe(2);
    expect((await run('sign', 'release', '--key', 'vendor.pub.pem')).exitCode).toBe(2);
    expect((await run('sign', 'release')).exitCode).toBe(2);
    expect((await run('verify', 'nowhere')).exitCode).toBe(2);
    expect((await run('verify', 'release', '--key', 'vendor.pub.pem')).stdout).toContain('signature-absent');
    expect((await run('verify', 'release', '--identity', 'ada')).exitCode).toBe(2);
    await run('pack', 'release');
    expect((await run('verify', 'release.zip', '--key', 'vendor.pub.pem')).stdout).toContain('signature-absent');
  });

  it('take a single file with its signature beside it', async () => {
    await using bundle = await release();
    const { run, at } = bundle;
    await run('sign', 'release', '--key', 'vendor.key.pem');
    const file = ['verify', 'release/bundle.json', '--signature', 'release/model.sig', '--key', 'vendor.pub.pem'];
    expect((await run(...file)).stdout).toContain('file-missing');
    await rm(at('release/model.sig'));
    expect((await run(...file)).stdout).toContain('signature-absent');
  });

  it('go by the keys that the vendor had registered on the day of the bundle', async () => {
    await using bundle = await release();
    const { run, at } = bundle;
    await run('sign', 'release', '--key', 'vendor.key.pem');
    const key = publicKeyOf(await readFile(at('vendor.pub.pem')));
    const verify = async (path: string, owner: string, validFrom: string) => {
      const keys = [keyRecord(key, { owner, purpose: 'bundle', validFrom })];
      await writeFile(at('keys.json'), JSON.stringify({ keySetVersion: '1.0', keys }));
      return (await run('verify', path, '--keys', 'keys.json')).stdout;
    };
    await run('pack', 'release');
    for (const path of ['release', 'release.zip']) {
      expect(await verify(path, 'larkspur', '2026-01-01T00:00:00.000Z')).toContain('which larkspur had');
      expect(await verify(path, 'larkspur', '2036-01-01T00:00:00.000Z')).toContain('key-not-yet-valid');
      expect(await verify(path, 'somebody', '2026-01-01T00:00:00.000Z')).toContain('key-unknown');
    }
    await rm(at('release/bundle.json'));
    expect((await run('verify', 'release', '--keys', 'keys.json')).exitCode).toBe(2);
  });

  it('do not verify what one reader sees of an archive and another does not', async () => {
    await using bundle = await release();
    const member = { name: 'a.txt', data: 'a' };
    await writeFile(bundle.at('twice.zip'), writeZip([member, { ...member, data: 'b' }]).bytes);
    expect((await bundle.run('verify', 'twice.zip', '--key', 'vendor.pub.pem')).stdout).toContain('bundle-broken');
  });

  it.skipIf(MODEL_SIGNING === null)('are understood by the public command', async () => {
    await using bundle = await release();
    const { run, at } = bundle;
    await run('sign', 'release', '--key', 'vendor.key.pem');
    const theirs = [
      'verify',
      'key',
      at('release'),
      '--signature',
      at('release/model.sig'),
      '--public_key',
      at('vendor.pub.pem'),
    ];
    expect(modelSigning(theirs)).toBeNull();
    const argv = [
      'sign',
      'key',
      at('release'),
      '--signature',
      at('release/model.sig'),
      '--private_key',
      at('vendor.key.pem'),
    ];
    expect(modelSigning(argv)).toBeNull();
    expect((await run('verify', 'release', '--key', 'vendor.pub.pem')).exitCode).toBe(0);
  });
});
