import type { Clock } from '../clock/clock.ts';
import type { EventBuses } from '../events/event-buses.ts';
import { objectCreatedEvent } from '../events/object-created.ts';
import { type S3Server, startS3Server } from '../s3/server.ts';
import type { Deployment } from '../template/deployment.ts';
import { Bucket } from './resource.ts';

/** Starts the S3 server with the buckets of a deployment; their events go to the event buses. */
export async function startBuckets(
  deployment: Deployment,
  options: {
    root: string;
    port: number;
    credential: { accessKeyId: string; secretAccessKey: string };
    buses: EventBuses;
    clock: Clock;
    isKeyUsable: (keyId: string) => boolean;
  },
): Promise<S3Server> {
  const server = await startS3Server({
    root: options.root,
    port: options.port,
    credential: options.credential,
    clock: () => new Date(options.clock.now()),
    isKeyUsable: options.isKeyUsable,
    signersClock: () => new Date(),
    onObjectCreated: (object) => void options.buses.put(objectCreatedEvent(deployment.account, object)),
  });
  for (const { ref, properties } of deployment.all(Bucket)) {
    await server.createBucket(ref, {
      versioned: properties.VersioningConfiguration?.Status === 'Enabled',
      eventBridge: properties.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true,
    });
  }
  return server;
}
