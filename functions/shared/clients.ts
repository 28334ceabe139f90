import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

// One client per service and process: connections and credentials are shared by all invocations of a warm function. The marks
// let the build leave out of a function the clients that it does not use.
export const s3 = /* @__PURE__ */ new S3Client({});
export const kms = /* @__PURE__ */ new KMSClient({});
export const eventBridge = /* @__PURE__ */ new EventBridgeClient({});
export const ses = /* @__PURE__ */ new SESv2Client({});
// The endpoint is that of the region (or of this machine), not that of the queue's URL.
export const sqs = /* @__PURE__ */ new SQSClient({ useQueueUrlAsEndpoint: false });
export const sfn = /* @__PURE__ */ new SFNClient({});
export const table = /* @__PURE__ */ DynamoDBDocumentClient.from(/* @__PURE__ */ new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
