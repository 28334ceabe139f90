// First, because core uses them as it loads.
import '../shims/buffer.ts';
import { documentText, Preflight, preflightOf, schemaId } from '#core/api/preflight.ts';
import { recordedSigners } from '#core/attestation/verdict/recorded-signers.ts';
import { review } from '#core/review.ts';
import { blobAccess, spoolToBlob } from './blob-access.ts';
import { type CheckerMessage, CheckerRequest } from './messages.ts';
import { packs } from './packs.ts';

const say = (message: CheckerMessage) => postMessage(message);

/** A worker that gets one bundle and reviews it, as the pipeline does and as `countersign preflight` does. Nothing leaves this computer. */
addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  void check(CheckerRequest.parse(data));
});

async function check({ bundle, signer }: CheckerRequest): Promise<void> {
  let told = 0;
  const signers = signer && recordedSigners(signer);
  const source = blobAccess(bundle, (end) => {
    // A hundred steps are enough to see that it goes on.
    if (end - told < bundle.size / 100) return;
    told = end;
    say({ kind: 'progress', read: end });
  });
  try {
    const preflight = preflightOf(
      await review(await packs(), source, {
        spool: spoolToBlob,
        ...(signers && { signers }),
      }),
    );
    const document = documentText(Preflight, { schema: schemaId('preflight'), ...preflight });
    say({ kind: 'checked', preflight: Preflight.parse(JSON.parse(document)), document });
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}
