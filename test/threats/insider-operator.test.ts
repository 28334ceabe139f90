import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextEvent, verifyChain } from '#core/attestation/event-chain.ts';
import { Deployment } from '../infra/simulator/deployment.ts';
import { synthesize } from '../infra/synthesize.ts';

const synthesized = synthesize();
const deployment = new Deployment(synthesized);
const { resources } = synthesized;
const caseId = `case-${'0'.repeat(40)}`;

/** Records of the ledger: test/core/attestation/access-ledger.test.ts. */
describe('an insider operator', () => {
  it('has no role of the deployment that removes or rewrites events, verdicts, records or objects', () => {
    for (const partition of [`CASE#${caseId}`, `ACCESS#${caseId}`])
      for (const action of ['DeleteItem', 'UpdateItem'] as const)
        expect(deployment.whoCan((role) => deployment.onItem(role, action, partition))).toEqual([]);
    const may = (action: string) =>
      deployment.whoCan((role) => deployment.onObject(role, action, 'Evidence', `evidence/${caseId}/_case/x.json`));
    expect(may('s3:DeleteObject')).toEqual([]);
    // What has been kept for its time, and only once the log of its case says so (test/functions/retain).
    expect(may('s3:DeleteObjectVersion')).toEqual(['retain']);
  });

  it('leaves a break in the chain of a case where an event is changed, taken away or put in', () => {
    const chain = (count: number) => {
      const events = [nextEvent(null, { caseId, type: 'opened', at: '2026-03-02T17:00:00.000Z', data: { n: 0 } })];
      for (let n = 1; n < count; n += 1) {
        const last = events.at(-1) ?? null;
        events.push(nextEvent(last, { caseId, type: 'extended', at: '2026-03-02T17:00:00.000Z', data: { n } }));
      }
      return events;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.nat(),
        fc.constantFrom('change', 'remove', 'insert'),
        (n, at, how) => {
          const events = chain(n);
          // The last one taken away leaves a chain; the summary of the case, and who saw the log, has its hash.
          const index = at % (n - 1);
          const one = events[index];
          if (one === undefined) return;
          if (how === 'change') events[index] = { ...one, data: { n: -1 } };
          if (how === 'remove') events.splice(index, 1);
          if (how === 'insert') events.splice(index, 0, one);
          expect(verifyChain(events)).not.toEqual([]);
        },
      ),
    );
  });

  it('reads no content in logs: state machines log no data, the gateway neither query nor body', () => {
    const machines = Object.values(resources).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
    expect(machines.length).toBe(2);
    for (const { Properties } of machines)
      expect(Properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false });
    const [stage] = Object.values(resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage');
    expect(JSON.stringify(stage?.Properties.AccessLogSettings)).not.toMatch(
      /querystring|\$context\.authorizer\.claims\.(sub|email)|body/i,
    );
  });
});
