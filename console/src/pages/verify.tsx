import { useState } from 'preact/hooks';
import { Fault, Loading } from '../components/fault.tsx';
import { FileField } from '../components/file-field.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { BundleCheck } from '../verification/bundle-check.tsx';
import { check, readKeys, readVerdict, TrustedKeys } from '../verification/check.ts';
import { Report } from '../verification/report.tsx';

/** Verifies a signed verdict in this browser, for everybody; nothing leaves the page. */
export function VerifyPage() {
  const [verdict, setVerdict] = useState<File | null>(null);
  const [keys, setKeys] = useState<File | null>(null);
  const [bundle, setBundle] = useState<File | null>(null);
  return (
    <Page title="Verify a verdict">
      <p>
        A signed verdict is a file that the vendor has of its case. Here you see whether it is signed by the review,
        whether the record that it names is whole, and whether it is in the public log. It is verified in this browser,
        and sent nowhere.
      </p>
      <div class="drops">
        <FileField label="Signed verdict" hint="A JSON file" accept=".json,application/json" onFile={setVerdict} />
        <FileField
          label="Trusted keys"
          hint="Left out: those that this service publishes. Whoever does not take its word has them from elsewhere."
          accept=".json,application/json"
          onFile={setKeys}
        />
        <FileField
          label="Bundle"
          hint="Who has it can see that the verdict follows from it: the review runs again, here."
          accept=".zip,application/zip"
          onFile={setBundle}
        />
      </div>
      {verdict !== null && (
        <Verification
          key={`${verdict.name} ${verdict.lastModified} ${keys?.name} ${keys?.lastModified}`}
          verdict={verdict}
          keys={keys}
          bundle={bundle}
        />
      )}
    </Page>
  );
}

function Verification({ verdict, keys, bundle }: { verdict: File; keys: File | null; bundle: File | null }) {
  const { api } = useConsole();
  const [loaded] = useLoaded(async () => {
    const signed = await readVerdict(verdict);
    const trusted =
      keys === null ? await published(() => api.get(TrustedKeys, '/attestation/keys')) : await readKeys(keys);
    return check(signed, trusted);
  }, []);
  if (loaded.state === 'loading') return <Loading what="the proofs" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} />;
  const { verified } = loaded.value;
  return (
    <>
      <Report result={loaded.value} />
      {verified !== null && bundle !== null && <BundleCheck statement={verified.statement} bundle={bundle} />}
    </>
  );
}

/** @throws Error that says what to do where the service gives no keys */
async function published(get: () => Promise<TrustedKeys>): Promise<TrustedKeys> {
  try {
    return await get();
  } catch (cause) {
    throw new Error('This service gives out no keys at the moment. Choose a file with the keys that you trust.', {
      cause,
    });
  }
}
