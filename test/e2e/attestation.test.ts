import { generateKeyPairSync } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CaseAttestation } from '#core/api/attestation-wire.ts';
import { TrustedKeys } from '#core/attestation/keys/trusted-keys.ts';
import { ROOT } from '../../local/root.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { countersign } from '../cli/support/test-context.ts';
import { eventually } from '../local/support/clients.ts';
import { presentAssembly, temporaryFolder } from './support/countersign.ts';
import { FEDERAL, referredZip } from './support/referred-case.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({ assembly: await presentAssembly(), state: at('.countersign') });
}, 240_000);
afterAll(async () => {
  await runtime?.stop();
  folder.discard();
});

/** The command line in the folder of the local run, as a sample person. */
async function run(person: string | null, ...argv: string[]) {
  const env = { XDG_CONFIG_HOME: folder.path, XDG_STATE_HOME: folder.path };
  return countersign([...argv, ...(person === null ? [] : ['--as', person])], { cwd: folder.path, env });
}

async function done(person: string | null, ...argv: string[]): Promise<void> {
  const { exitCode, stderr } = await run(person, ...argv);
  expect(exitCode, stderr).toBe(0);
}

async function submit(vendor: string, bundle: string): Promise<string> {
  const { stdout } = await run(vendor, 'submit', bundle, '--wait', '--json');
  return String(JSON.parse(stdout).case);
}

/** The signature on the verdict of a case, once the verdict is in the log. */
const attested = (vendor: string, caseId: string, verdict = 1): Promise<CaseAttestation> =>
  vi.waitFor(
    async () => {
      const { stdout } = await run(vendor, 'attestation', caseId, '--json');
      const found = CaseAttestation.parse(dropSchema(JSON.parse(stdout)));
      expect(found).toMatchObject({ state: 'logged', verdict });
      return found;
    },
    { timeout: 60_000, interval: 100 },
  );

const dropSchema = ({ schema: _, ...document }: Record<string, unknown>) => document;

async function publishedKeys(): Promise<TrustedKeys> {
  return TrustedKeys.parse(await (await fetch(`${runtime.profile.api}/attestation/keys`)).json());
}

describe('a verdict of the checks', () => {
  const bundle = join(ROOT, 'examples/modest-model');
  let caseId: string;

  beforeAll(async () => {
    caseId = await submit('vendor-larkspur', bundle);
    await attested('vendor-larkspur', caseId);
    await run('vendor-larkspur', 'attestation', caseId, '-o', 'verdict.json');
    await run(null, 'attestation', '--keys', '-o', 'keys.json');
  }, 120_000);

  it('is signed and logged, and decided again from the bundle it is the same byte for byte', async () => {
    const { exitCode, stdout } = await run(
      null,
      'verify',
      'verdict.json',
      '--keys',
      'keys.json',
      '--bundle',
      bundle,
      '--json',
    );
    const { verified, holds, notChecked, statement, failure } = JSON.parse(stdout);
    expect({ exitCode, verified, failure }).toEqual({ exitCode: 0, verified: true, failure: null });
    expect(holds).toHaveLength(4);
    expect(notChecked).toEqual([]);
    expect(statement.predicate).toMatchObject({ caseId, outcome: 'cleared', decidedBy: 'checks', signer: null });
  }, 60_000);

  it('is verified by the id of its case, with a word on whose keys these are', async () => {
    const { exitCode, stdout } = await run('vendor-larkspur', 'verify', caseId);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('they came from the service itself');
  });

  it('is of no use when it was changed', async () => {
    const file = JSON.parse(await readFile(at('verdict.json'), 'utf8'));
    const payload = Buffer.from(file.envelope.payload, 'base64').toString().replace('"cleared"', '"referred"');
    file.envelope.payload = Buffer.from(payload).toString('base64');
    await writeFile(at('changed.json'), JSON.stringify(file));
    const changed = await run(null, 'verify', 'changed.json', '--keys', 'keys.json', '--json');
    expect(changed.exitCode).toBe(7);
    expect(JSON.parse(changed.stdout).failure.code).toBe('signature-invalid');
    const other = join(ROOT, 'examples/frontier-unsafe');
    const elsewhere = await run(null, 'verify', 'verdict.json', '--keys', 'keys.json', '--bundle', other, '--json');
    expect(JSON.parse(elsewhere.stdout).failure.code).toBe('bundle-differs');
  }, 60_000);

  it('is shown to nobody who may not see the case', async () => {
    const { exitCode, stderr } = await run('vendor-quillon', 'attestation', caseId);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('There is no case');
  });

  it('stands in a log that a witness watches, and that is all there', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(at('w1.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { log } = await publishedKeys();
    const look = () =>
      run(
        null,
        'witness',
        `${runtime.profile.api}/log/`,
        '--log-key',
        log?.key ?? '',
        '--key',
        'w1.pem',
        '--name',
        'w.example.org/1',
        '--audit',
        '--json',
      );
    const first = await look();
    expect(first.exitCode).toBe(0);
    // A verdict, the head of its case, and each standard once.
    expect(JSON.parse(first.stdout)).toMatchObject({
      origin: expect.stringMatching(/^countersign-local-/),
      audited: true,
    });
    expect(JSON.parse(first.stdout).size).toBeGreaterThanOrEqual(3);
    await attested('vendor-larkspur', await submit('vendor-larkspur', bundle));
    const second = await look();
    expect(second.exitCode).toBe(0);
    expect(JSON.parse(second.stdout).size).toBeGreaterThan(JSON.parse(second.stdout).before);
  }, 120_000);

  it('has a log whose claims are nobody else’s business', async () => {
    const status = async (path: string) => (await fetch(`${runtime.profile.api}/log/${path}`)).status;
    expect(await status('checkpoint')).toBe(200);
    for (const path of ['claim/0', '..%2Fclaim%2F0', 'tile/../claim/0', 'tile/0/999', ''])
      expect(await status(path), path).toBe(404);
  });
});

describe('a case that people decide', () => {
  it('has both verdicts signed, and both are decided again from the same bundle', async () => {
    await writeFile(at('referred.zip'), await referredZip(folder.path, FEDERAL, 'to be signed'));
    const caseId = await submit('vendor-quillon', 'referred.zip');
    const first = await attested('vendor-quillon', caseId);
    expect(first.signed?.events?.length).toBeGreaterThan(2);
    for (const agency of ['nsa', 'oncd', 'odni']) {
      await done(`${agency}-reviewer-1`, 'determine', caseId, 'concur');
      await done(`${agency}-reviewer-2`, 'endorse', caseId, '1');
    }
    const second = await attested('vendor-quillon', caseId, 2);
    // The vendor does not see how agencies deliberated, and so cannot be given the whole chain.
    expect(second.signed?.events).toBeUndefined();
    await writeFile(at('first.json'), JSON.stringify(first.signed));
    await writeFile(at('second.json'), JSON.stringify(second.signed));
    await run(null, 'attestation', '--keys', '-o', 'all-keys.json');
    for (const [file, outcome, by, determinations] of [
      ['first.json', 'referred', 'checks', 0],
      ['second.json', 'cleared', 'unanimous', 3],
    ] as const) {
      const { stdout } = await run(
        null,
        'verify',
        file,
        '--keys',
        'all-keys.json',
        '--bundle',
        'referred.zip',
        '--json',
      );
      const { failure, statement } = JSON.parse(stdout);
      expect(failure).toBeNull();
      expect(statement.predicate).toMatchObject({ outcome, decidedBy: by, automated: { outcome: 'referred' } });
      expect(statement.predicate.determinations).toHaveLength(determinations);
    }
    // The coordinator sees the whole case, and so the whole chain.
    const whole = await run('coordinator', 'verify', caseId, '--keys', 'all-keys.json', '--json');
    expect(JSON.parse(whole.stdout).notChecked).not.toContain('The chain of events of the case: the file has none.');
  }, 120_000);
});

describe('a bundle that its vendor has signed', () => {
  /** The sample bundle, signed by a key; what it is signed by is registered or not. */
  async function signedBundle(name: string, key: string): Promise<string> {
    await cp(join(ROOT, 'examples/modest-model'), at(name), { recursive: true });
    await done(null, 'pack', name, '--refresh', '-o', `${name}.first.zip`);
    await done(null, 'sign', name, '--key', key);
    await done(null, 'pack', name, '-o', `${name}.zip`);
    return `${name}.zip`;
  }
  const signerOf = async (caseId: string) => {
    const { signed } = await attested('vendor-larkspur', caseId);
    await writeFile(at('signed.json'), JSON.stringify(signed));
    await done(null, 'attestation', '--keys', '-o', 'verdict-keys.json');
    const { stdout } = await run(
      null,
      'verify',
      'signed.json',
      '--keys',
      'verdict-keys.json',
      '--bundle',
      'one.zip',
      '--json',
    );
    expect(JSON.parse(stdout).failure).toBeNull();
    return JSON.parse(stdout).statement.predicate.signer;
  };

  it('is known as its own once the key is registered, and no more once it is compromised', async () => {
    await done(null, 'keygen', 'vendor');
    const bundle = await signedBundle('one', 'vendor.key.pem');
    expect(await signerOf(await submit('vendor-larkspur', bundle))).toMatchObject({
      trusted: false,
      fault: 'key-unknown',
    });

    // Nobody registers a key in another's name, and no program registers one at all.
    expect((await run('vendor-quillon', 'keys', 'register', 'vendor.pub.pem', '--vendor', 'larkspur')).exitCode).toBe(
      1,
    );
    expect((await run(null, 'keys', 'register', 'vendor.pub.pem', '--vendor', 'larkspur')).exitCode).toBe(1);
    await done('vendor-larkspur', 'keys', 'register', 'vendor.pub.pem');
    const { stdout } = await run('vendor-larkspur', 'keys', 'list', '-o', 'vendor-keys.json', '--json');
    const [{ keyid }] = JSON.parse(stdout).keySet.keys;
    expect(await signerOf(await submit('vendor-larkspur', bundle))).toEqual({
      trusted: true,
      signer: keyid,
      fault: null,
    });
    await done(null, 'preflight', bundle, '--keys', 'vendor-keys.json');

    await done('vendor-larkspur', 'keys', 'revoke', keyid, '--reason', 'compromised');
    expect(await signerOf(await submit('vendor-larkspur', bundle))).toMatchObject({
      trusted: false,
      fault: 'key-compromised',
    });
  }, 180_000);
});

describe('a bundle that cannot be read', () => {
  it('has a verdict, and the reason why that is not signed', async () => {
    await writeFile(at('broken.zip'), 'this is not a zip');
    const caseId = await submit('vendor-tern', 'broken.zip');
    const found = await eventually(async () => {
      const { stdout } = await run('vendor-tern', 'attestation', caseId, '--json');
      const { state, reason } = JSON.parse(stdout);
      return state === 'unsignable' ? reason : undefined;
    });
    expect(found).toContain('no digest');
  }, 60_000);
});
