import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { IN_TOTO, signEnvelope, verifyEnvelope } from '#core/attestation/dsse.ts';
import { keyIdOf, signEcdsa } from '#core/attestation/keys/ecdsa.ts';
import { keyRecord } from '#core/attestation/keys/key-set.ts';
import { addSignature, verifyNote } from '#core/attestation/tlog/signed-note.ts';
import { KmsSignerError, kmsNoteSigner, kmsSigner } from '#functions/shared/kms-signer.ts';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1';
const kms = mockClient(KMSClient);
const client = new KMSClient({ region: 'us-east-1' });
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');
const DATA = Buffer.from('what is signed');

const spki = (key: KeyObject) => new Uint8Array(key.export({ type: 'spki', format: 'der' }));

/** KMS as it is: ECDSA over a digest that is given, in DER. Node signs digests only on its own, so the data is known here. */
function kmsWith(
  publicKey: KeyObject,
  KeySpec: 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_EDWARDS25519',
  Signature: (message: Uint8Array) => Uint8Array,
) {
  kms
    .on(GetPublicKeyCommand, { KeyId: ARN })
    .resolves({ PublicKey: spki(publicKey), KeySpec, KeyUsage: 'SIGN_VERIFY' });
  kms.on(SignCommand).callsFake(({ Message }: { Message: Uint8Array }) => ({ Signature: Signature(Message) }));
}

describe('the signer in KMS', () => {
  beforeEach(() => kms.reset());

  it('signs the digest of a statement by a key that stays there, so that anybody with the public key can verify', async () => {
    let data: Uint8Array = new Uint8Array();
    kmsWith(pair.publicKey, 'ECC_NIST_P256', () => signEcdsa(pair.privateKey, data));
    const signer = await kmsSigner(client, ARN);
    expect(signer.keyid).toBe(keyIdOf(pair.publicKey));
    expect(signer.keyid).toBe(keyRecord(pair.publicKey, { owner: 'a', purpose: 'verdict', validFrom: '' }).keyid);
    const observed = {
      keyid: signer.keyid,
      sign: async (bytes: Uint8Array) => {
        data = bytes;
        return signer.sign(bytes);
      },
    };
    const envelope = await signEnvelope(IN_TOTO, DATA, [observed]);
    expect(verifyEnvelope(envelope, new Map([[signer.keyid, pair.publicKey]]))).toEqual([signer.keyid]);
    expect(kms.commandCalls(SignCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        KeyId: ARN,
        Message: createHash('sha256').update(data).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      },
    ]);
    expect(kms.commandCalls(GetPublicKeyCommand)).toHaveLength(1);
  });

  it('takes the two numbers side by side for the signature that they are', async () => {
    kmsWith(pair.publicKey, 'ECC_NIST_P256', () =>
      sign('sha256', DATA, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
    );
    const { sig } = await (await kmsSigner(client, ARN)).sign(DATA);
    expect(sig[0]).toBe(0x30);
  });

  it.each<[string, () => Uint8Array]>([
    ['of another key', () => signEcdsa(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, DATA)],
    ['over other bytes', () => signEcdsa(pair.privateKey, Buffer.from('other'))],
  ])('hands out no signature %s', async (_, signature) => {
    kmsWith(pair.publicKey, 'ECC_NIST_P256', signature);
    await expect((await kmsSigner(client, ARN)).sign(DATA)).rejects.toThrow(KmsSignerError);
  });

  it('refuses keys of other kinds, and answers without a signature', async () => {
    kmsWith(pair.publicKey, 'ECC_NIST_P384', () => new Uint8Array());
    await expect(kmsSigner(client, ARN)).rejects.toThrow('ECC_NIST_P384');
    kms
      .on(GetPublicKeyCommand)
      .resolves({ PublicKey: spki(pair.publicKey), KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
    await expect(kmsSigner(client, ARN)).rejects.toThrow('KEY_AGREEMENT');
    kmsWith(pair.publicKey, 'ECC_NIST_P256', () => new Uint8Array());
    kms.on(SignCommand).resolves({});
    await expect((await kmsSigner(client, ARN)).sign(DATA)).rejects.toThrow(KmsSignerError);
  });

  it('signs checkpoints with Ed25519', async () => {
    kmsWith(edwards.publicKey, 'ECC_NIST_EDWARDS25519', (message) => sign(null, message, edwards.privateKey));
    const signer = await kmsNoteSigner(client, ARN, 'example.com/log');
    const note = await addSignature({ text: 'text\n', signatures: [] }, signer);
    expect(verifyNote(note, [signer.noteKey])).toHaveLength(1);
    expect(kms.commandCalls(SignCommand)[0]?.args[0].input).toMatchObject({
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    });
    kmsWith(edwards.publicKey, 'ECC_NIST_EDWARDS25519', () => new Uint8Array(64));
    await expect(signer.sign(DATA)).rejects.toThrow(KmsSignerError);
  });
});
