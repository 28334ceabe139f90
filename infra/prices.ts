/**
 * Public on-demand prices of us-east-1, in US dollars, as the services' pricing pages stated them in November 2026, without free
 * tiers. They change: the figures that follow from them are orders of magnitude to plan with.
 */
export const prices = {
  /** Step Functions Standard, per state transition: https://aws.amazon.com/step-functions/pricing/ */
  stateTransition: 25 / 1e6,
  /** Lambda on arm64, per GB and second, and per request: https://aws.amazon.com/lambda/pricing/ */
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  /** S3 Standard, per PUT/POST/LIST and per GET, and per GB and month: https://aws.amazon.com/s3/pricing/ */
  s3Put: 5 / 1e6,
  s3Get: 0.4 / 1e6,
  s3GbMonth: 0.023,
  /**
   * DynamoDB on demand, per write unit (a transaction takes two per item and KB), and per GB and month, recovery in time beside it:
   * https://aws.amazon.com/dynamodb/pricing/on-demand/
   */
  tableWrite: 0.625 / 1e6,
  tableGbMonth: 0.25,
  tableRecoveryGbMonth: 0.2,
  /** EventBridge custom event: https://aws.amazon.com/eventbridge/pricing/ */
  event: 1 / 1e6,
  /** KMS, per request with a symmetric key, and per key and month; the first two rotations of a key add as much: https://aws.amazon.com/kms/pricing/ */
  keyRequest: 0.03 / 1e4,
  keyMonth: 1,
  /** CloudWatch, per month for an alarm, a dashboard and a metric of one's own, and per GB of logs: https://aws.amazon.com/cloudwatch/pricing/ */
  alarmMonth: 0.1,
  dashboardMonth: 3,
  metricMonth: 0.3,
  logGb: 0.5,
  /** Cognito, plan Plus, for each person who signs in within a month: https://aws.amazon.com/cognito/pricing/ */
  personMonth: 0.02,
};
