import * as z from 'zod';
import { UPLOAD_ARRIVED, UPLOAD_SOURCE } from '../shared/opening/upload-arrived.ts';

const detail = z.object({
  bucket: z.object({ name: z.string().min(1) }),
  object: z.object({
    key: z.string().min(1),
    size: z.int().nonnegative(),
    'version-id': z.string().min(1),
  }),
});

/** What is read of the event "Object Created" that S3 sends to EventBridge, and of the one by which the API says the same of an upload by role. */
export const ObjectCreated = z.discriminatedUnion('source', [
  z.object({
    source: z.literal('aws.s3'),
    'detail-type': z.literal('Object Created'),
    time: z.iso.datetime(),
    detail,
  }),
  z.object({
    source: z.literal(UPLOAD_SOURCE),
    'detail-type': z.literal(UPLOAD_ARRIVED),
    time: z.iso.datetime(),
    detail,
  }),
]);
