/** Where handlers find the services of this machine. */
export interface Endpoints {
  s3: string;
  dynamodb: string;
  sfn: string;
  /** EventBridge, SQS, Lambda and SES. */
  events: string;
  kms: string;
}

/** What Lambda sets for every function besides the template: region, credentials and, here, where the services are. */
export function serviceEnvironment(
  sdk: { region: string; credentials: { accessKeyId: string; secretAccessKey: string } },
  endpoints: Endpoints,
): Record<string, string> {
  return {
    AWS_REGION: sdk.region,
    AWS_DEFAULT_REGION: sdk.region,
    AWS_ACCESS_KEY_ID: sdk.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sdk.credentials.secretAccessKey,
    // An address instead of a host name makes the SDK put the bucket into the path.
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SFN: endpoints.sfn,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
    AWS_ENDPOINT_URL_SQS: endpoints.events,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.events,
    AWS_ENDPOINT_URL_SESV2: endpoints.events,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    // The user's own AWS configuration must not reach a handler.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
