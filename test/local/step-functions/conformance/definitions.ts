import { expect } from 'vitest';
import { defaultIntegrations } from '../../../../local/step-functions/integrations.ts';
import { fixture, task } from '../fixture.ts';
import { type Area, conforms, refused, rejected } from './row.ts';
import { SOURCES } from './sources.ts';

const END = { Type: 'Pass', End: true };
const calling = (Resource: string) => ({ T: task({ Resource }) });
const supported = defaultIntegrations({
  invokeFunction: async () => ({ payload: null }),
  callService: async () => null,
}).supports;

export const definitions: Area = {
  title: 'Definitions',
  rows: [
    rejected(
      'DEFINITION-1',
      'StartAt names a state',
      SOURCES.machine,
      { P: END },
      { state: '', says: "names 'Q'" },
      {
        QueryLanguage: 'JSONata',
        StartAt: 'Q',
      },
    ),
    rejected(
      'DEFINITION-2',
      'Next names a state beside it',
      SOURCES.specTransitions,
      { P: { Type: 'Pass', Next: 'Q' } },
      {
        state: 'P',
        says: "Next names 'Q', which is not a state beside it",
      },
    ),
    rejected(
      'DEFINITION-3',
      'A state has Next or End, and not both',
      SOURCES.specTransitions,
      { P: { ...END, Next: 'P' } },
      {
        state: 'P',
        says: 'expected exactly one of Next and End: true',
      },
    ),
    rejected(
      'DEFINITION-4',
      'Every state can be reached',
      SOURCES.spec,
      { P: END, Q: END },
      {
        state: 'Q',
        says: "no path from StartAt 'P' leads here",
      },
    ),
    rejected(
      'DEFINITION-5',
      'A state’s name is unique in the whole machine',
      SOURCES.spec,
      { P: { Type: 'Parallel', Branches: [{ StartAt: 'P', States: { P: END } }], End: true } },
      { state: 'P', says: 'this name is used twice' },
    ),
    rejected(
      'DEFINITION-6',
      'A state’s name has at most 80 characters',
      SOURCES.spec,
      { ['P'.repeat(81)]: END },
      {
        state: 'P'.repeat(81),
        says: 'at most 80 characters',
      },
    ),
    rejected(
      'DEFINITION-7',
      'A field that a state does not have is a mistake',
      SOURCES.machine,
      { P: { ...END, Seconds: 1 } },
      {
        state: 'P',
        says: 'Unrecognized key: "Seconds"',
      },
    ),
    rejected(
      'DEFINITION-8',
      'Fields of JSONPath do not exist in JSONata',
      SOURCES.jsonata,
      { P: { ...END, ResultPath: '$.a' } },
      {
        state: 'P',
        says: 'Unrecognized key: "ResultPath"',
      },
    ),
    rejected(
      'DEFINITION-9',
      'Wait has exactly one of Seconds and Timestamp',
      SOURCES.wait,
      { W: { Type: 'Wait', End: true } },
      {
        state: 'W',
        says: 'expected exactly one of Seconds and Timestamp',
      },
    ),
    rejected(
      'DEFINITION-10',
      'An expression is JSONata',
      SOURCES.jsonata,
      { P: { ...END, Output: '{% 1 + %}' } },
      {
        state: 'P',
        says: 'is not JSONata at character',
      },
    ),
    refused(
      'SERVICE-1',
      '.sync waits for the job that a call has started',
      SOURCES.sync,
      calling('arn:aws:states:::states:startExecution.sync:2'),
      {
        state: 'T',
        says: "Resource 'arn:aws:states:::states:startExecution.sync:2' is not one that can be called here",
      },
    ),
    refused(
      'SERVICE-2',
      'An activity is polled by its workers',
      SOURCES.task,
      calling('arn:aws:states:us-east-1:000000000000:activity:a'),
      {
        state: 'T',
        says: 'is not one that can be called here',
      },
    ),
    conforms(
      'SERVICE-3',
      'lambda:invoke, events:putEvents, four actions of dynamodb, and the SDK of S3, DynamoDB, EventBridge and Step Functions',
      SOURCES.task,
      () => {
        for (const name of [
          'lambda:invoke',
          'lambda:invoke.waitForTaskToken',
          'events:putEvents',
          'dynamodb:updateItem',
          'aws-sdk:s3:getObject',
          'aws-sdk:sfn:startExecution',
        ]) {
          expect(supported?.(`arn:aws:states:::${name}`), name).toBe(true);
        }
        for (const name of [
          'http:invoke',
          'sqs:sendMessage',
          'dynamodb:query',
          'aws-sdk:ec2:runInstances',
          'batch:submitJob.sync',
        ]) {
          expect(supported?.(`arn:aws:states:::${name}`), name).toBe(false);
        }
      },
    ),
    refused(
      'SERVICE-4',
      'Credentials name a role in another account',
      SOURCES.task,
      { T: task({ Credentials: { RoleArn: 'arn:aws:iam::111122223333:role/r' } }) },
      { state: 'T', says: 'Credentials (calls into another account) are not supported here' },
    ),
    {
      id: 'TYPE-1',
      statement: 'Express workflows',
      source: SOURCES.types,
      outcome: 'refused',
      note: 'only STANDARD workflows run here',
      check: () => {
        const definition = { QueryLanguage: 'JSONata', StartAt: 'P', States: { P: END } };
        expect(() => fixture().engine.register({ name: 'm', type: 'EXPRESS', definition })).toThrow(
          "State machine 'm' is of type EXPRESS; only STANDARD workflows run here",
        );
      },
    },
  ],
};
