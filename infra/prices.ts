/**
 * Public on-demand prices of us-east-1, in US dollars, as the services' pricing pages stated them in November 2026, without free
 * tiers. They change: the figures that follow from them are orders of magnitude to plan with.
 */
export const prices = {
  /** Step Functions Standard, per state transition. */
  stateTransition: 25 / 1e6,
  /** Lambda on arm64, per GB and second, and per request. */
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  /** S3 Standard, per PUT/POST/LIST and per GET. */
  s3Put: 5 / 1e6,
  s3Get: 0.4 / 1e6,
  /** DynamoDB on demand, per write unit (a transaction takes two per item and KB). */
  tableWrite: 0.625 / 1e6,
  /** EventBridge custom event. */
  event: 1 / 1e6,
};
