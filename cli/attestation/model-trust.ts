import * as z from 'zod';
import { publicKeyOf } from '#core/attestation/keys/ecdsa.ts';
import { readCertificates } from '#core/attestation/model-signing/certificate.ts';
import type { ModelTrust } from '#core/attestation/model-signing/trust.ts';
import { UsageError } from '../usage-error.ts';
import { orUsageError, readDocument, readInput } from './read-input.ts';

/** Options that say whose signature on a bundle or a model counts. */
export interface ModelTrustOptions {
  key?: string[];
  authority?: string[];
  at?: string;
  trustedRoot?: string;
  identity?: string;
  issuer?: string;
}

/** Whose signature counts, from the files that the options name. */
export async function modelTrustOf(options: ModelTrustOptions, cwd: string): Promise<ModelTrust> {
  const keys = [];
  for (const path of options.key ?? []) {
    const pem = await readInput(path, cwd, 'key');
    keys.push(orUsageError(path, 'key', () => publicKeyOf(pem)));
  }
  const certificates = [];
  for (const path of options.authority ?? []) {
    const pem = (await readInput(path, cwd, 'certificate')).toString('utf8');
    certificates.push(...orUsageError(path, 'certificate', () => readCertificates(pem)));
  }
  const at = options.at === undefined ? {} : { at: moment(options.at) };
  const sigstore = await sigstoreOf(options, cwd);
  return { keys, authorities: { certificates, ...at }, ...(sigstore === null ? {} : { sigstore }) };
}

async function sigstoreOf({ trustedRoot, identity, issuer }: ModelTrustOptions, cwd: string) {
  if (trustedRoot === undefined && identity === undefined && issuer === undefined) return null;
  if (trustedRoot === undefined || identity === undefined || issuer === undefined)
    throw new UsageError('A keyless signature is verified by three things.', {
      where: '--trusted-root, --identity, --issuer',
      expected: 'the trusted root of a Sigstore instance, who has to have signed, and who vouches for that name',
      cure: 'Give all three.',
    });
  return { trustedRoot: await readDocument(trustedRoot, cwd, 'trusted root', z.json()), identity, issuer };
}

function moment(text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError('The moment cannot be read.', {
    where: `--at ${text}`,
    expected: 'a time such as 2026-11-23T12:00:00Z',
    cure: 'Write it so.',
  });
}
