/** What the deployed functions find in their environment; handlers read it once, when they load. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  BUNDLE_BUCKET: 'bundles',
  EVIDENCE_BUCKET: 'evidence',
  TABLE_NAME: 'cases',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:review',
  EVENT_BUS_NAME: 'cases',
  AGENCY: 'nsa',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
