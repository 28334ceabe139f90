import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from '../compliance/acknowledge.ts';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { CaseTable } from '../constructs/case-table.ts';
import { Identity } from '../constructs/identity.ts';
import { Keys } from '../constructs/keys.ts';
import { LogBucket } from '../constructs/log-bucket.ts';
import { MailSender } from '../constructs/mail-sender.ts';
import { ObjectStore } from '../constructs/object-store.ts';
import { SigningKeys } from '../constructs/signing-keys.ts';
import { UploadRoles } from '../constructs/upload-roles.ts';
import { VendorKeys } from '../constructs/vendor-keys.ts';
import type { Environment } from '../environment.ts';

export interface StatefulStackProps extends StackProps {
  readonly environment: Environment;
  readonly agencies: readonly string[];
  readonly functionsDirectory: string;
}

/** What must survive every change of code: bundles, evidence, cases, keys, who may call. */
export class StatefulStack extends Stack {
  readonly keys: Keys;
  readonly bundles: ObjectStore;
  readonly evidence: ObjectStore;
  readonly cases: CaseTable;
  readonly signingKeys: SigningKeys;
  readonly log: LogBucket;
  readonly identity: Identity;
  readonly mail: MailSender;

  constructor(scope: Construct, id: string, props: StatefulStackProps) {
    super(scope, id, props);
    const { agencies, environment } = props;
    const { retain, logRetentionDays, name, vendors, uploadRoles, providers, replicas } = environment;
    this.keys = new Keys(this, 'Keys', { retain });
    const vendorKeys = new VendorKeys(this, 'VendorKeys', { environment: name, vendors, retain });
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { retain, retentionDays: logRetentionDays });
    this.bundles = new ObjectStore(this, 'Bundles', {
      key: this.keys.bundles,
      vendorKeys,
      accessLogs,
      retain,
      keyPerObject: false,
      events: true,
      uploadsFromPages: true,
      replica: replicas?.bundles ?? null,
    });
    new UploadRoles(this, 'UploadRoles', { bundles: this.bundles, vendorKeys, uploaders: uploadRoles });
    this.evidence = new ObjectStore(this, 'Evidence', {
      key: this.keys.evidence,
      vendorKeys,
      accessLogs,
      retain,
      keyPerObject: true,
      events: false,
      uploadsFromPages: false,
      replica: replicas?.evidence ?? null,
    });
    this.signingKeys = new SigningKeys(this, 'SigningKeys', { environment: name, retain });
    this.log = new LogBucket(this, 'Log', { key: this.keys.log, accessLogs, retain });
    if (replicas === null)
      for (const { bucket } of [this.bundles, this.evidence])
        acknowledge(
          bucket,
          ['NIST.800.53.R5-S3BucketReplicationEnabled'],
          'Vendors submit under agreements on where their material may lie. A second region is the choice of whoever deploys (`replicas`); versions and retention protect against loss within this one.',
        );
    this.cases = new CaseTable(this, 'Cases', { key: this.keys.cases, retain });
    this.identity = new Identity(this, 'Identity', {
      ...{ environment: name, vendors, agencies, providers, retain },
      ...{ breakGlass: environment.breakGlass, reserveConcurrency: environment.reserveConcurrency },
      functionsDirectory: props.functionsDirectory,
      logs: { key: this.keys.operations, retain, logRetentionDays },
    });
    this.mail = new MailSender(this, 'Mail', props.environment.mail);
    new CfnOutput(this, 'BundleBucketName', { value: this.bundles.bucket.bucketName });
    new CfnOutput(this, 'EvidenceBucketName', { value: this.evidence.bucket.bucketName });
    new CfnOutput(this, 'TableName', { value: this.cases.tableName });
    new CfnOutput(this, 'UserPoolId', { value: this.identity.userPool.userPoolId });
    new CfnOutput(this, 'TokenUrl', { value: this.identity.tokenUrl });
    new CfnOutput(this, 'SignInUrl', { value: this.identity.signInUrl });
    new CfnOutput(this, 'PeopleClientId', { value: this.identity.people.userPoolClientId });
    for (const [vendor, client] of this.identity.clients)
      new CfnOutput(this, `ClientId-${vendor}`, { value: client.userPoolClientId });
  }
}
