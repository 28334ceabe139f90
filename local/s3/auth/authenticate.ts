import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { CanonicalInput, Credential, SigningContext } from './sigv4.ts';
import { canonicalRequest, deriveSigningKey, parseTimestamp, sameSignature, signText, stringToSign } from './sigv4.ts';

const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_EXPIRY_SECONDS = 7 * 24 * 3600;

/** A signature as the request presents it, in its header or its query. */
interface Presented {
  credential: string;
  timestamp: string;
  signedHeaders: string[];
  signature: string;
  token: string | undefined;
}

/** What a body's decoding needs to know of the verified signature. */
export interface Authenticated {
  signing: SigningContext;
  /** SHA-256 of the body in hex, `UNSIGNED-PAYLOAD`, or a `STREAMING-*` name. */
  payloadHash: string;
}

/**
 * Verifies a request's Signature Version 4, from the `Authorization` header or a presigned URL's query.
 * Any region is taken: the scope's region is part of what is signed, and the local run has only one.
 * @param signersNow by which the skew of a signed header may be measured as well; a presigned URL knows `now` alone
 * @throws S3Error `AccessDenied` (anonymous, expired, unsigned headers), `SignatureDoesNotMatch`, `InvalidAccessKeyId`,
 * `RequestTimeTooSkewed`, `AuthorizationHeaderMalformed`, `AuthorizationQueryParametersError`
 */
export function authenticate(request: S3Request, credential: Credential, now: Date, signersNow = now): Authenticated {
  const authorization = request.header('authorization');
  if (authorization !== undefined) return verifyHeader(request, authorization, credential, [now, signersNow]);
  if (request.rawQuery('X-Amz-Signature') !== undefined) return verifyQuery(request, credential, now);
  throw new S3Error('AccessDenied', { message: 'Anonymous requests are not allowed: sign the request.' });
}

function verifyHeader(
  request: S3Request,
  authorization: string,
  credential: Credential,
  clocks: readonly [Date, Date],
): Authenticated {
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (match === null) throw new S3Error('AuthorizationHeaderMalformed');
  const presented: Presented = {
    credential: match[1] ?? '',
    timestamp: request.header('x-amz-date') ?? '',
    signedHeaders: (match[2] ?? '').split(';'),
    signature: match[3] ?? '',
    token: request.header('x-amz-security-token'),
  };
  const time = parseTimestamp(presented.timestamp);
  if (time === undefined) {
    throw new S3Error('AccessDenied', { message: 'A signed request needs an x-amz-date header.' });
  }
  if (clocks.every((now) => Math.abs(now.getTime() - time) > MAX_SKEW_MS)) {
    throw new S3Error('RequestTimeTooSkewed', {
      details: { RequestTime: presented.timestamp, ServerTime: clocks[0].toISOString() },
    });
  }
  const payloadHash = request.header('x-amz-content-sha256');
  if (payloadHash === undefined) {
    throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: x-amz-content-sha256' });
  }
  return verify(request, presented, request.queryEntries, payloadHash, credential, 'AuthorizationHeaderMalformed');
}

function verifyQuery(request: S3Request, credential: Credential, now: Date): Authenticated {
  const parameter = (name: string) => {
    const value = request.rawQuery(name);
    if (value === undefined) {
      throw new S3Error('AuthorizationQueryParametersError', { message: `The query parameter ${name} is missing.` });
    }
    return value;
  };
  if (parameter('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw new S3Error('AuthorizationQueryParametersError', { message: 'X-Amz-Algorithm must be AWS4-HMAC-SHA256.' });
  }
  const presented: Presented = {
    credential: parameter('X-Amz-Credential'),
    timestamp: parameter('X-Amz-Date'),
    signedHeaders: parameter('X-Amz-SignedHeaders').split(';'),
    signature: parameter('X-Amz-Signature'),
    token: request.rawQuery('X-Amz-Security-Token'),
  };
  const time = parseTimestamp(presented.timestamp);
  const expires = /^\d{1,7}$/.test(parameter('X-Amz-Expires')) ? Number(parameter('X-Amz-Expires')) : Number.NaN;
  if (time === undefined || !(expires >= 1 && expires <= MAX_EXPIRY_SECONDS)) {
    throw new S3Error('AuthorizationQueryParametersError', {
      message: 'X-Amz-Date must be YYYYMMDDTHHMMSSZ, and X-Amz-Expires a number of seconds from 1 to 604800.',
    });
  }
  if (time - now.getTime() > MAX_SKEW_MS) {
    throw new S3Error('AccessDenied', { message: 'Request is not valid yet.' });
  }
  if (now.getTime() > time + expires * 1000) {
    throw new S3Error('AccessDenied', {
      message: 'Request has expired.',
      details: { Expires: new Date(time + expires * 1000).toISOString(), ServerTime: now.toISOString() },
    });
  }
  const payloadHash =
    request.header('x-amz-content-sha256') ?? request.rawQuery('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  const query = request.queryEntries.filter(([name]) => name !== 'X-Amz-Signature');
  return verify(request, presented, query, payloadHash, credential, 'AuthorizationQueryParametersError');
}

function verify(
  request: S3Request,
  presented: Presented,
  query: CanonicalInput['query'],
  payloadHash: string,
  credential: Credential,
  malformed: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
): Authenticated {
  const scope = parseScope(presented, credential, malformed);
  if (credential.sessionToken !== undefined && presented.token !== credential.sessionToken) {
    throw new S3Error('InvalidToken');
  }
  requireSignedHeaders(request, presented.signedHeaders);
  const canonical = canonicalRequest({
    method: request.method,
    path: request.path,
    query,
    signedHeaders: presented.signedHeaders.map((name) => [name, request.header(name) ?? '']),
    payloadHash,
  });
  const signingKey = deriveSigningKey(credential.secretAccessKey, scope);
  const text = stringToSign(presented.timestamp, scope, canonical);
  if (!sameSignature(signText({ signingKey }, text), presented.signature)) {
    throw new S3Error('SignatureDoesNotMatch', {
      details: {
        AWSAccessKeyId: credential.accessKeyId,
        StringToSign: text,
        SignatureProvided: presented.signature,
        CanonicalRequest: canonical,
      },
    });
  }
  return {
    signing: { signingKey, timestamp: presented.timestamp, scope, signature: presented.signature },
    payloadHash,
  };
}

function parseScope(
  presented: Presented,
  credential: Credential,
  malformed: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
): string {
  const match = /^(.+?)\/((\d{8})\/[a-z0-9-]+\/s3\/aws4_request)$/.exec(presented.credential);
  if (match === null || match[3] !== presented.timestamp.slice(0, 8)) {
    throw new S3Error(malformed, {
      message: 'The credential must be <access key>/YYYYMMDD/<region>/s3/aws4_request, of the day of X-Amz-Date.',
    });
  }
  if (match[1] !== credential.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', { details: { AWSAccessKeyId: match[1] ?? '' } });
  }
  return match[2] ?? '';
}

/** `host` and every `x-amz-*` header must be signed, or a holder of a presigned URL could add meaning to it. */
function requireSignedHeaders(request: S3Request, signedHeaders: string[]): void {
  const unsigned = ['host', ...request.headerNames().filter((name) => name.startsWith('x-amz-'))].filter(
    (name) => !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw new S3Error('AccessDenied', {
      message: 'There were headers present in the request which were not signed',
      details: { HeadersNotSigned: unsigned.join(', ') },
    });
  }
}
