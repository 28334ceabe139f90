import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Replica } from '../environment.ts';
import { BucketReplication } from './bucket-replication.ts';
import type { VendorKeys } from './vendor-keys.ts';

export interface ObjectStoreProps {
  /** Encrypts what names no other key. */
  readonly key: Key;
  /** Every object is of a vendor, and names that vendor's key; without it all have the key of the store. */
  readonly vendorKeys?: VendorKeys;
  readonly accessLogs: IBucket;
  readonly retain: boolean;
  /**
   * Every object has a data key of its own, bound to its ARN, so that a role can be kept to a prefix by its right to decrypt
   * as well. It costs one KMS request per object; otherwise a bucket key is shared.
   */
  readonly keyPerObject: boolean;
  /** Sends `Object Created` events to the default event bus. */
  readonly events: boolean;
  /** Where copies of its objects go; null where there are none. */
  readonly replica?: Replica | null;
  /** Lets pages put parts of an upload here. What admits them is the presigned address, whatever page sends them. */
  readonly uploadsFromPages: boolean;
}

/** A bucket for confidential objects: versioned, encrypted with the given key, TLS only, never public. */
export class ObjectStore extends Construct {
  readonly bucket: Bucket;
  readonly key: Key;
  readonly vendorKeys: VendorKeys | undefined;
  readonly keyPerObject: boolean;
  /** Where copies of its objects are; null where there are none. */
  readonly replica: Replica | null;

  constructor(scope: Construct, id: string, props: ObjectStoreProps) {
    super(scope, id);
    this.key = props.key;
    this.vendorKeys = props.vendorKeys;
    this.keyPerObject = props.keyPerObject;
    this.replica = props.replica ?? null;
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: !props.keyPerObject,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id}/`,
      ...(props.uploadsFromPages && {
        cors: [
          {
            allowedMethods: [HttpMethods.PUT],
            allowedOrigins: ['*'],
            allowedHeaders: ['x-amz-checksum-sha256'],
            exposedHeaders: ['ETag'],
            maxAge: 3000,
          },
        ],
      }),
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [
        { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        { id: 'expired-delete-markers', expiredObjectDeleteMarker: true },
      ],
    });
    if (props.events) this.#sendEvents();
    const { key, vendorKeys } = props;
    const { replica } = this;
    if (replica !== null) new BucketReplication(this, 'Replication', { bucket: this.bucket, key, vendorKeys, replica });
  }

  /** The L2 property would add a custom resource with a Lambda of its own; CloudFormation has the setting itself. */
  #sendEvents(): void {
    const { defaultChild } = this.bucket.node;
    if (!CfnBucket.isCfnBucket(defaultChild)) throw new TypeError(`${this.bucket.node.path} has no CfnBucket`);
    defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
