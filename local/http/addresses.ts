/** Where the services of a deployment are on this machine. */
export interface LocalAddresses {
  readonly api: string;
  readonly signIn: string;
  readonly s3: string;
}

/** A deployed Countersign has one HTTP API, one user pool and virtual-hosted buckets; each name stands for a server here. */
const API = /https:\/\/[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com/gi;
const SIGN_IN = /https:\/\/[a-z0-9-]+\.auth\.[a-z0-9-]+\.amazoncognito\.com/gi;
const BUCKET = /https:\/\/[a-z0-9.-]+\.s3\.[a-z0-9-]+\.amazonaws\.com/gi;

/** A text of the template with the addresses that it would have in the cloud replaced by those of this machine, as a name server would. */
export function withLocalAddresses(text: string, { api, signIn, s3 }: LocalAddresses): string {
  return text.replace(API, api).replace(SIGN_IN, signIn).replace(BUCKET, s3);
}
