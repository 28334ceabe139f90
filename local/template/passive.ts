import { arn, type Identifiable, type Identity, physicalName } from './resource-type.ts';

/** Resource types that change nothing on this machine, each with the reason. */
export const passiveTypes: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'usage data for the CDK team',
  'AWS::IAM::Policy': 'this machine has one user: grants are checked on the template by tests',
  'AWS::IAM::ManagedPolicy': 'as AWS::IAM::Policy',
  'AWS::S3::BucketPolicy': 'as AWS::IAM::Policy',
  'AWS::SQS::QueuePolicy': 'as AWS::IAM::Policy',
  'AWS::Events::EventBusPolicy': 'as AWS::IAM::Policy',
  'AWS::Scheduler::ScheduleGroup': 'a name for schedules; they run alike in every group',
  'AWS::Logs::LogGroup': 'logs go to the state folder',
  'AWS::Logs::ResourcePolicy': 'as AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter': 'nothing collects metrics here',
  'AWS::CloudWatch::Alarm': 'nothing collects metrics here',
  'AWS::CloudWatch::CompositeAlarm': 'nothing collects metrics here',
  'AWS::CloudWatch::Dashboard': 'nothing collects metrics here',
  'AWS::SNS::Topic': 'only alarms publish to it',
  'AWS::SNS::Subscription': 'as AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy': 'as AWS::SNS::Topic',
  'AWS::XRay::Group': 'nothing collects traces here',
  'AWS::ApiGateway::Account': 'logs go to the state folder',
  'AWS::Cognito::UserPoolDomain': 'sign-in is on loopback',
  'AWS::WAFv2::WebACL': 'the API listens on loopback only',
  'AWS::WAFv2::WebACLAssociation': 'as AWS::WAFv2::WebACL',
};

/** The identity of a passive resource: names and ARNs that look right and lead nowhere. */
export function passiveIdentity(type: string): (resource: Identifiable) => Identity {
  return (resource) => {
    const [, service = 'unknown', kind = 'resource'] = type.toLowerCase().split('::');
    const name = physicalName(resource);
    const own =
      service === 'iam'
        ? `arn:${resource.partition}:iam::${resource.accountId}:${kind}/${name}`
        : arn(resource, service, service === 'sns' ? name : `${kind}/${name}`);
    return {
      ref: service === 'sns' ? own : name,
      attributes: { Arn: own, KeyId: name, TopicArn: own, TopicName: name },
    };
  };
}
