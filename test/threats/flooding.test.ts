import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { synthesize } from '../infra/synthesize.ts';

const { resources } = synthesize();
const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
const Rate = z.object({ ThrottlingRateLimit: z.number().positive(), ThrottlingBurstLimit: z.number().positive() });

/** That nothing of it turns into a clearance: test/e2e/failure.test.ts. */
describe('flooding', () => {
  it('meets a rate at the API, and takes no more than a share of the account from any function', () => {
    const [stage] = ofType('AWS::ApiGatewayV2::Stage');
    Rate.parse(stage?.[1].Properties.DefaultRouteSettings);
    for (const [id, { Properties }] of ofType('AWS::Lambda::Function'))
      expect(Properties.ReservedConcurrentExecutions, id).toEqual(expect.any(Number));
  });

  it('leaves nothing behind unseen: what fails is set aside, with an alarm', () => {
    for (const [id, { Properties }] of ofType('AWS::SQS::Queue'))
      if (Properties.RedrivePolicy === undefined)
        expect(
          JSON.stringify(ofType('AWS::CloudWatch::Alarm').map(([, alarm]) => alarm.Properties.Dimensions)),
        ).toContain(id);
  });
});
