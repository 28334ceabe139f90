/** Where vendors put their bundles: each under a prefix of its own, each submission under a name of its own. */
const BUNDLE_KEY = /^vendors\/([a-z0-9][a-z0-9._-]{0,63})\/([A-Za-z0-9-]{1,64})\/bundle\.zip$/;

/** Key of a submission's bundle. */
export function bundleKey(vendor: string, submissionId: string): string {
  return `vendors/${vendor}/${submissionId}/bundle.zip`;
}

/** The vendor whose prefix a bundle is under; null where the key is no bundle's. */
export function vendorOfKey(key: string): string | null {
  return BUNDLE_KEY.exec(key)?.[1] ?? null;
}

/** The submission that a bundle was uploaded for; null where the key is no bundle's. */
export function submissionOfKey(key: string): string | null {
  return BUNDLE_KEY.exec(key)?.[2] ?? null;
}
