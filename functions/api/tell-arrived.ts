import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { UPLOAD_ARRIVED, UPLOAD_SOURCE } from '../shared/opening/upload-arrived.ts';

/** The bus did not take an event. */
export class NotPutError extends Error {
  override readonly name = 'NotPutError';
}

/**
 * Says that an upload by role has arrived, in the form of S3's own event: that one came before anybody knew.
 * @throws NotPutError where the bus refuses it
 */
export async function tellArrived(
  eventBridge: EventBridgeClient,
  { bucket, key, versionId, bytes }: { bucket: string; key: string; versionId: string; bytes: number },
): Promise<void> {
  const detail = { bucket: { name: bucket }, object: { key, size: bytes, 'version-id': versionId } };
  const entry = { Source: UPLOAD_SOURCE, DetailType: UPLOAD_ARRIVED, Detail: JSON.stringify(detail) };
  const { Entries: [answer] = [] } = await eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
  if (answer?.EventId === undefined)
    throw new NotPutError(`EventBridge did not take the arrival of ${key}: ${answer?.ErrorMessage ?? 'no reason'}`);
}
