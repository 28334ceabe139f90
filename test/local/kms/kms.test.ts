import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  GenerateRandomCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  SignCommand,
} from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyIdOf, verifyEcdsa } from '#core/attestation/keys/ecdsa.ts';
import { kmsNoteSigner, kmsSigner } from '#functions/shared/kms-signer.ts';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { clientsOf } from '../support/clients.ts';
import { writeSmallAssembly } from '../support/small-assembly.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-kms-'));
const [assembly, state] = [join(folder, 'assembly'), join(folder, 'state')];
let runtime: Runtime;
let kms: KMSClient;

async function start() {
  runtime = await startRuntime({ assembly, state });
  const { region, credentials, endpoints } = runtime.profile;
  kms = new KMSClient({ region, credentials, endpoint: endpoints.kms, maxAttempts: 1 });
}

const arnOf = async (id: string) => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: `Small-Stateless-${id}` }));
  return KeyMetadata?.Arn ?? '';
};

beforeAll(async () => {
  mkdirSync(assembly);
  const key = (Properties: object) => ({ Type: 'AWS::KMS::Key', Properties });
  writeSmallAssembly(assembly, {
    resources: {
      Verdicts: key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', KeyPolicy: {} }),
      Log: key({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY', KeyPolicy: {} }),
      Data: key({ EnableKeyRotation: true, KeyPolicy: {} }),
      DataAlias: {
        Type: 'AWS::KMS::Alias',
        Properties: { AliasName: 'alias/data', TargetKeyId: { 'Fn::GetAtt': ['Data', 'Arn'] } },
      },
      Objects: { Type: 'AWS::S3::Bucket', Properties: {} },
    },
  });
  await start();
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('KMS', () => {
  it('signs digests and messages as the functions ask for it, many times over', async () => {
    const signer = await kmsSigner(kms, await arnOf('Verdicts'));
    // The signer verifies each signature itself; r and s of every length come by in so many.
    for (let n = 0; n < 64; n += 1) await signer.sign(Buffer.from(`statement ${n}`));
    const log = await kmsNoteSigner(kms, await arnOf('Log'), 'log.example');
    expect(await log.sign(Buffer.from('a checkpoint'))).toHaveLength(64);
    const raw = await kms.send(
      new SignCommand({
        KeyId: 'Small-Stateless-Verdicts',
        Message: Buffer.from('a'),
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    expect(verifyEcdsa(signer.publicKey, Buffer.from('a'), raw.Signature ?? new Uint8Array())).toBe(true);
  });

  it('has the same keys after a restart, where their owner alone reads them', async () => {
    const before = keyIdOf((await kmsSigner(kms, await arnOf('Verdicts'))).publicKey);
    await runtime.stop();
    const files = readdirSync(join(state, 'kms'));
    expect(files.sort()).toEqual(['Small-Stateless-Log.json', 'Small-Stateless-Verdicts.json']);
    for (const file of files) expect(statSync(join(state, 'kms', file)).mode & 0o077, file).toBe(0);
    await start();
    expect(keyIdOf((await kmsSigner(kms, await arnOf('Verdicts'))).publicKey)).toBe(before);
  }, 60_000);

  it('refuses what KMS refuses, and names what it does not know', async () => {
    const sign = (KeyId: string, over: object = {}) =>
      kms.send(new SignCommand({ KeyId, Message: Buffer.from('a'), SigningAlgorithm: 'ECDSA_SHA_256', ...over }));
    await expect(sign('Small-Stateless-Nothing')).rejects.toThrow('The template has no key Small-Stateless-Nothing.');
    await expect(sign('Small-Stateless-Data')).rejects.toThrow('it signs nothing');
    await expect(sign('Small-Stateless-Log')).rejects.toThrow('not by ECDSA_SHA_256');
    await expect(sign('Small-Stateless-Verdicts', { MessageType: 'DIGEST' })).rejects.toThrow('invalid length');
    await expect(sign('Small-Stateless-Verdicts', { Message: Buffer.alloc(4097) })).rejects.toThrow('4096 is the most');
    await expect(kms.send(new GenerateRandomCommand({ NumberOfBytes: 1 }))).rejects.toThrow(
      'the local run does not know TrentService.GenerateRandom',
    );
  });
});

describe('a key that is taken away', () => {
  const stateOf = async () => (await kms.send(new DescribeKeyCommand({ KeyId: 'alias/data' }))).KeyMetadata?.KeyState;

  it('takes with it what it encrypts, also over a restart, until its deletion is cancelled and it is enabled', async () => {
    const Bucket = Object.values(runtime.profile.buckets)[0];
    const object = { Bucket, Key: 'a' };
    await clientsOf(runtime.profile).s3.send(
      new PutObjectCommand({ ...object, Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/data' }),
    );
    const read = () => clientsOf(runtime.profile).s3.send(new GetObjectCommand(object));
    await read();
    const KeyId = await arnOf('Data');
    await kms.send(new DisableKeyCommand({ KeyId }));
    await expect(read()).rejects.toMatchObject({ name: 'KMS.DisabledException' });
    const { DeletionDate } = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(DeletionDate?.getTime()).toBeGreaterThan(runtime.clock.now() + 6 * 86_400_000);
    await runtime.stop();
    await start();
    expect(await stateOf()).toBe('PendingDeletion');
    await expect(read()).rejects.toMatchObject({ name: 'KMS.DisabledException' });
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await stateOf()).toBe('Disabled');
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    await runtime.clock.advance(8 * 86_400_000);
    await expect(stateOf()).rejects.toMatchObject({ name: 'NotFoundException' });
  }, 60_000);
});
