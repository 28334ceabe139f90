import { isUnchanged, rangeApplies } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import { checksumHeaders, headerValue, versionHeader } from '../object-headers.ts';
import type { ByteRange } from '../range.ts';
import { parseRange } from '../range.ts';
import type { S3Request } from '../request.ts';
import type { Bucket } from '../store/buckets.ts';
import type { Store } from '../store/store.ts';
import type { Version } from '../store/versions.ts';
import type { Call, Reply } from './call.ts';

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/**
 * The object of a key, by version id or the current one.
 * @throws S3Error `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` (a delete marker named by its version id)
 */
export function findObject(store: Store, bucket: Bucket, key: string, versionId: string | undefined): Version {
  const version = store.versions.find(bucket.name, key, versionId);
  if (version === undefined && versionId !== undefined) {
    throw new S3Error('NoSuchVersion', { details: { Key: key, VersionId: versionId } });
  }
  if (version === undefined) throw new S3Error('NoSuchKey', { details: { Key: key } });
  if (version.isDeleteMarker) {
    const headers = { 'x-amz-delete-marker': 'true', ...versionHeader(bucket, version.versionId) };
    if (versionId === undefined) throw new S3Error('NoSuchKey', { details: { Key: key }, headers });
    throw new S3Error('MethodNotAllowed', {
      details: { Method: 'GET', ResourceType: 'DeleteMarker' },
      headers: { ...headers, allow: 'DELETE' },
    });
  }
  return version;
}

/** The bytes of one part, for `partNumber`. @throws S3Error `InvalidPart` */
function partRange(request: S3Request, version: Version): ByteRange | undefined {
  const text = request.rawQuery('partNumber');
  if (text === undefined) return undefined;
  if (request.header('range') !== undefined) {
    throw new S3Error('InvalidRequest', { message: 'Cannot specify both Range header and partNumber query parameter' });
  }
  const { segments } = version.content;
  const part = /^\d{1,5}$/.test(text) ? segments[Number(text) - 1] : undefined;
  if (part === undefined) throw new S3Error('InvalidPart');
  const start = segments.slice(0, Number(text) - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + part.size };
}

function describe(call: Call): { version: Version; range: ByteRange | undefined; reply: Reply } {
  const { request, store } = call;
  const bucket = store.buckets.get(request.bucket);
  const version = findObject(store, bucket, request.key, request.rawQuery('versionId'));
  const keyId = version.content.headers['x-amz-server-side-encryption-aws-kms-key-id'];
  if (keyId !== undefined && !call.isKeyUsable(keyId))
    throw new S3Error('KMS.DisabledException', { message: `${keyId} is disabled.` });
  const identity = {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modifiedAt).toUTCString(),
    ...versionHeader(bucket, version.versionId),
  };
  if (isUnchanged(request, version)) return { version, range: undefined, reply: { status: 304, headers: identity } };

  const part = partRange(request, version);
  const range =
    part ?? (rangeApplies(request, version) ? parseRange(request.header('range'), version.size) : undefined);
  const { start, end } = range ?? { start: 0, end: version.size };
  const headers: Record<string, string> = {
    ...version.content.headers,
    ...identity,
    'accept-ranges': 'bytes',
    'content-length': String(end - start),
  };
  if (range !== undefined && version.size > 0) headers['content-range'] = `bytes ${start}-${end - 1}/${version.size}`;
  if (part !== undefined && version.etag.includes('-')) {
    headers['x-amz-mp-parts-count'] = String(version.content.segments.length);
  }
  // The stored checksum is that of the whole object, so it goes with the whole object only.
  if (request.parameter('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && range === undefined) {
    Object.assign(headers, checksumHeaders(version.content.checksum));
  }
  for (const name of OVERRIDES) {
    const value = request.rawQuery(`response-${name}`);
    if (value !== undefined) headers[name] = headerValue(name, value);
  }
  return { version, range, reply: { status: range === undefined ? 200 : 206, headers } };
}

export function getObject(call: Call): Reply {
  const { version, range, reply } = describe(call);
  if (reply.status === 304) return reply;
  const { start, end } = range ?? { start: 0, end: version.size };
  return { ...reply, body: call.store.blobs.read(version.content.segments, start, end) };
}

export function headObject(call: Call): Reply {
  return describe(call).reply;
}
