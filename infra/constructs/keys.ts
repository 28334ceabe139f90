import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** One key per kind of data, so that a role which reads one kind can decrypt no other. */
export class Keys extends Construct {
  readonly bundles: Key;
  readonly evidence: Key;
  readonly cases: Key;
  /** Objects of the transparency log, which are public; buckets have to be encrypted all the same. */
  readonly log: Key;
  /** Logs, alarms: what runs the service, none of the vendors' data. */
  readonly operations: Key;

  constructor(scope: Construct, id: string, props: { retain: boolean }) {
    super(scope, id);
    const key = (name: string, description: string) =>
      new Key(this, name, {
        description,
        enableKeyRotation: true,
        removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      });
    this.bundles = key('Bundles', 'Countersign: bundles that vendors upload');
    this.evidence = key('Evidence', 'Countersign: evidence read from bundles, reports of agencies');
    this.cases = key('Cases', 'Countersign: table of cases and verdicts');
    this.log = key('Log', 'Countersign: objects of the transparency log');
    this.operations = key('Operations', 'Countersign: logs and alarms');
    this.#letLogsUse(this.operations);
    this.#letAlarmsUse(this.operations);
  }

  #letLogsUse(key: Key): void {
    const { region } = Stack.of(this);
    const logGroups = Stack.of(this).formatArn({
      service: 'logs',
      resource: '*',
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
      }),
    );
  }

  #letAlarmsUse(key: Key): void {
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
