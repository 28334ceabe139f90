import { S3Client } from '@aws-sdk/client-s3';
import { s3 } from '../shared/clients.ts';
import type { Place } from '../shared/retention/object-versions.ts';

/** A bucket and, where there are copies of its objects, theirs. @param copies `region/bucket`; empty where there are none */
export function placesOf(bucket: string, copies: string): Place[] {
  const [region, name] = copies.split('/');
  const own = { s3, bucket };
  return region === undefined || name === undefined ? [own] : [own, { s3: new S3Client({ region }), bucket: name }];
}
