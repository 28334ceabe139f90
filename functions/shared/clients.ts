import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

// One client per service and process: connections and credentials are shared by all invocations of a warm function. The marks
// let the build leave out of a function the clients that it does not use.
export const s3 = /* @__PURE__ */ new S3Client({});
export const eventBridge = /* @__PURE__ */ new EventBridgeClient({});
export const sfn = /* @__PURE__ */ new SFNClient({});
export const table = /* @__PURE__ */ DynamoDBDocumentClient.from(/* @__PURE__ */ new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
