/** Where vendors put their bundles: each under a prefix of its own, each submission under a name of its own. */
const BUNDLE_KEY = /^vendors\/([a-z0-9][a-z0-9._-]{0,63})\/([A-Za-z0-9-]{1,64})\/bundle\.zip$/;

/** Key of a submission's bundle. */
export function bundleKey(vendor: string, submissionId: string): string {
  return `vendors/${vendor}/${submissionId}/bundle.zip`;
}

/** What the ids of submissions begin with that a vendor uploads with its role: nothing else is in the reach of that role. */
export const BY_ROLE = 'by-role-';

/** Whether a submission is uploaded with the role of its vendor. Such an upload opens a case once it is known to be what was declared. */
export function isByRole(submissionId: string): boolean {
  return submissionId.startsWith(BY_ROLE);
}

/** The vendor whose prefix a bundle is under; null where the key is no bundle's. */
export function vendorOfKey(key: string): string | null {
  return BUNDLE_KEY.exec(key)?.[1] ?? null;
}

const IN_REACH_OF_ROLE = /^vendors\/([a-z0-9][a-z0-9._-]{0,63})\/by-role-.*\/bundle\.zip$/s;

/** The vendor who has put an object where bundles are: what its role has put under no name of a submission is its as well. Null for others. */
export function uploaderOfKey(key: string): string | null {
  return vendorOfKey(key) ?? IN_REACH_OF_ROLE.exec(key)?.[1] ?? null;
}

/** The submission that a bundle was uploaded for; null where the key is no bundle's. */
export function submissionOfKey(key: string): string | null {
  return BUNDLE_KEY.exec(key)?.[2] ?? null;
}
