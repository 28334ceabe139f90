// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of CloudFormation use this syntax.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { askClock, ClockRefused } from '../../../local/clock/ask.ts';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import type { Profile } from '../../../local/state/profile.ts';
import { accessToken, clientsOf, eventually } from '../support/clients.ts';
import { type SmallAssembly, writeSmallAssembly } from '../support/small-assembly.ts';
import { spawnRuntime } from '../support/spawn-runtime.ts';

const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'countersign-runtime-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

function assemblyOf(small: SmallAssembly): string {
  const assembly = join(folder, `assembly-${made++}`);
  mkdirSync(assembly);
  return writeSmallAssembly(assembly, small);
}

/** A case that asks for an answer, reminds after 15 days, and ends after 60 where none came. */
const procedure = {
  QueryLanguage: 'JSONata',
  StartAt: 'Open',
  States: {
    Open: { Type: 'Pass', Assign: { due: '{% $fromMillis($millis() + 15 * 86400000) %}' }, Next: 'Until reminder' },
    'Until reminder': { Type: 'Wait', Timestamp: '{% $due %}', Next: 'Remind' },
    Remind: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${Work}', Payload: { day: 15 } },
      Assign: { reminded: '{% $states.result.Payload %}' },
      Next: 'Until end',
    },
    'Until end': { Type: 'Wait', Seconds: 45 * 86_400, Next: 'End' },
    End: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${Work}', Payload: { day: 60 } },
      Output: { reminded: '{% $reminded %}', ended: '{% $states.result.Payload %}' },
      End: true,
    },
  },
};

const Seen = z.object({ now: z.number(), date: z.number(), text: z.string(), loaded: z.number(), left: z.number() });

const small: SmallAssembly = {
  code: {
    Open: `export const handler = async (event) => { throw new Error(new Date().toISOString()); };`,
    Work: `
      const loaded = Date.now();
      export const handler = async (event, context) => ({
        now: Date.now(), date: +new Date(), text: new Date().toISOString(), loaded,
        left: context.getRemainingTimeInMillis(), fixed: new Date(0).toISOString(), is: new Date() instanceof Date,
      });`,
  },
  resources: {
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: JSON.stringify(procedure),
        DefinitionSubstitutions: { Work: { 'Fn::GetAtt': ['Work', 'Arn'] } },
      },
    },
    // Its function fails, so that every firing is to be seen in the dead-letter queue, after its retries.
    SafetyNet: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(10 days)',
        Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['Open', 'Arn'] } }],
      },
    },
    SafetyNetMay: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Open', 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['SafetyNet', 'Arn'] },
      },
    },
    Hourly: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, RoleArn: 'r', Input: '{"from":"hourly"}' },
      },
    },
    Monthly: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'cron(0 9 1 * ? *)',
        ScheduleExpressionTimezone: 'America/New_York',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, RoleArn: 'r', Input: '{"from":"monthly"}' },
      },
    },
  },
};

async function open({ profile }: { profile: Profile }, name: string): Promise<string> {
  const { sfn } = clientsOf(profile);
  const stateMachineArn = profile.stateMachines.Machine;
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name }));
  return String(executionArn);
}

const describeExecution = ({ profile }: { profile: Profile }, executionArn: string) =>
  clientsOf(profile).sfn.send(new DescribeExecutionCommand({ executionArn }));

/** The messages of the only queue: what the schedules sent. */
const messagesOf = (runtime: Runtime) => {
  const { name = '' } = runtime.queues.list()[0] ?? {};
  return Array.from({ length: 10 }, () => runtime.queues.receive(name, 10)).flat();
};

// Each starts a runtime of its own, one of them two.
describe('the clock of a local run', { timeout: 90_000 }, () => {
  it('plays a procedure of sixty days at once, every handler at its own day', async () => {
    const runtime = await startRuntime({ assembly: assemblyOf(small), state: join(folder, 'sixty') });
    try {
      const start = runtime.clock.now();
      const arn = await open(runtime, 'case');
      await runtime.clock.advance(60 * DAY + 60_000);
      const { status, output = '', stopDate } = await describeExecution(runtime, arn);
      expect(status).toBe('SUCCEEDED');
      const { reminded, ended } = z.object({ reminded: Seen, ended: Seen }).parse(JSON.parse(output));
      const near = (seen: z.infer<typeof Seen>, day: number) => {
        for (const time of [seen.now, seen.date, Date.parse(seen.text)]) {
          expect(Math.abs(time - start - day * DAY)).toBeLessThan(20_000);
        }
        expect(seen.left).toBeGreaterThan(5000);
        expect(seen.left).toBeLessThanOrEqual(10_000);
      };
      near(reminded, 15);
      near(ended, 60);
      expect(Math.abs(reminded.loaded - start - 15 * DAY)).toBeLessThan(20_000);
      expect(Math.abs(Number(stopDate) - start - 60 * DAY)).toBeLessThan(20_000);

      const sent = messagesOf(runtime).map(({ body, sentAt, attributes }) => ({
        attributes,
        body: JSON.parse(body),
        day: (sentAt - start) / DAY,
      }));
      const rule = sent.filter(({ body }) => body.source === 'aws.events');
      expect(rule.map(({ day }) => Math.round(day))).toEqual([10, 20, 30, 40, 50, 60]);
      expect(rule[0]?.body).toMatchObject({
        'detail-type': 'Scheduled Event',
        detail: {},
        resources: [expect.stringContaining(':rule/')],
      });
      // The handler, too, saw the time of the firing.
      for (const { body, attributes } of rule) {
        expect(Math.abs(Date.parse(attributes.ErrorMessage ?? '') - Date.parse(body.time))).toBeLessThan(20_000);
      }
      const monthly = sent.filter(({ body }) => body.from === 'monthly');
      expect(monthly.length).toBeGreaterThanOrEqual(1);
      // At its first and at its last due time, and not 1,440 times.
      const hourly = sent.filter(({ body }) => body.from === 'hourly').map(({ day }) => Math.round(day * 24));
      expect(hourly).toEqual([1, 60 * 24]);
    } finally {
      await runtime.stop();
    }
  });

  it('goes on after kill -9 at the time it had, with what fell due', async () => {
    const assembly = assemblyOf(small);
    const state = join(folder, 'killed');
    const first = await spawnRuntime(assembly, state);
    const arn = await open(first, 'case');
    const before = await askClock(first.profile.clock, { advanceMs: 20 * DAY });
    await first.end('SIGKILL');
    const second = await startRuntime({ assembly, state });
    try {
      expect(second.clock.offsetMs).toBe(before.offsetMs);
      expect(second.clock.now()).toBeGreaterThanOrEqual(Date.parse(before.now));
      expect((await describeExecution(second, arn)).status).toBe('RUNNING');
      await second.clock.advance(41 * DAY);
      expect((await describeExecution(second, arn)).status).toBe('SUCCEEDED');
      // Fired on day 10 and 20 before the kill, on day 30 to 60 after it: none twice, none lost.
      const rule = messagesOf(second).filter(({ body }) => JSON.parse(body).source === 'aws.events');
      expect(rule).toHaveLength(6);
    } finally {
      await second.stop();
    }
  });

  it('leaves signing in and the signatures of programs on this machine as they are', async () => {
    const runtime = await startRuntime({
      assembly: assemblyOf({}),
      state: join(folder, 'sign-in'),
      retryDelays: [10, 10],
    });
    try {
      const { access_token: early } = await accessToken(runtime.profile);
      await runtime.clock.advance(400 * DAY);
      const { access_token: late } = await accessToken(runtime.profile);
      for (const token of [early, late]) {
        const response = await fetch(`${runtime.profile.api}/things/1`, {
          headers: { authorization: `Bearer ${token}` },
        });
        expect(response.status).toBe(200);
      }
      // Signed by this machine's time; read by a handler that signs with its own; written to the table.
      const { s3 } = clientsOf(runtime.profile);
      await s3.send(
        new PutObjectCommand({ Bucket: runtime.profile.buckets.Bundles, Key: 'in/letter.txt', Body: 'a letter' }),
      );
      const [machine = ''] = Object.values(runtime.profile.stateMachines);
      const done = await eventually(async () => {
        const { executions = [] } = await clientsOf(runtime.profile).sfn.send(
          new ListExecutionsCommand({
            stateMachineArn: machine,
            statusFilter: 'SUCCEEDED',
          }),
        );
        return executions[0];
      });
      expect(Number(done.startDate)).toBeGreaterThan(Date.now() + 399 * DAY);
    } finally {
      await runtime.stop();
    }
  });

  it('is moved over HTTP by who has the secret of the profile alone', async () => {
    const runtime = await startRuntime({ assembly: assemblyOf({}), state: join(folder, 'control') });
    try {
      const { clock } = runtime.profile;
      expect((await askClock(clock)).offsetMs).toBe(0);
      const moved = await askClock(clock, { advanceTo: new Date(Date.now() + 3 * DAY).toISOString() });
      expect(Math.round(moved.offsetMs / DAY)).toBe(3);
      await expect(askClock(clock, { advanceTo: '2020-01-01T00:00:00Z' })).rejects.toThrow('cannot be moved to 2020');
      await expect(askClock({ ...clock, secret: 'guessed' }, { advanceMs: DAY })).rejects.toThrow(ClockRefused);
      const answers = await Promise.all([
        fetch(clock.url, { method: 'POST', body: '{"advanceMs":1}' }),
        fetch(clock.url, {
          method: 'POST',
          body: '{"advanceMs":-1}',
          headers: { authorization: `Bearer ${clock.secret}` },
        }),
        fetch(clock.url, { method: 'PUT', headers: { authorization: `Bearer ${clock.secret}` } }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([401, 400, 405]);
      expect(runtime.clock.offsetMs).toBe(moved.offsetMs);

      const command = join(import.meta.dirname, '../../../local/move-clock.ts');
      const state = ['--state', join(folder, 'control')];
      const { stdout } = await promisify(execFile)(process.execPath, [command, '+2d', ...state]);
      expect(stdout).toContain('(5.00 days ahead of this machine)');
      await expect(promisify(execFile)(process.execPath, [command, '-2d', ...state])).rejects.toThrow();
      expect(Math.round(runtime.clock.offsetMs / DAY)).toBe(5);
    } finally {
      await runtime.stop();
    }
  });
});
