/** What the deployed functions find in their environment; handlers read it once, when they load. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  BUNDLE_BUCKET: 'bundles',
  EVIDENCE_BUCKET: 'evidence',
  TABLE_NAME: 'cases',
  STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:review',
  PROCEDURE_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:procedure',
  EVENT_BUS_NAME: 'countersign',
  DELIVERY_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/deliveries',
  CASE_URL: 'https://console.example.org/cases/{caseId}',
  MAIL_FROM: 'countersign@example.org',
  MAIL_CONFIGURATION_SET: 'mail',
  WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
  AGENCY: 'nsa',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
