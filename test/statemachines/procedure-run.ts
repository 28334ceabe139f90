import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { virtualClock } from '../../local/clock/virtual-clock.ts';
import { Engine } from '../../local/step-functions/engine.ts';
import { defaultIntegrations } from '../../local/step-functions/integrations.ts';
import { Fails, type Fake } from './review-run.ts';

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** The machine as it is deployed, its placeholders filled in as the CDK app does. */
export function procedureDefinition(): string {
  const values: Record<string, string> = {
    Partition: 'aws',
    AdjudicateFunction: functionArn('adjudicate'),
    RequestDeterminationFunction: functionArn('request-determination'),
  };
  const text = readFileSync(join(import.meta.dirname, '../../statemachines/procedure.asl.json'), 'utf8');
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

export interface ProcedureRun {
  readonly status: string;
  readonly invoked: readonly { name: string; at: number; payload: Record<string, unknown> }[];
}

/**
 * Runs one execution of the procedure; time jumps over every wait.
 * @param look what `adjudicate` says, look by look
 * @param asked what happens when a party is asked; it may answer the token
 */
export async function runProcedure(
  look: Fake,
  asked: (payload: Record<string, unknown>, parts: { answer: () => void; now: () => number }) => unknown,
): Promise<ProcedureRun> {
  const folder = mkdtempSync(join(tmpdir(), 'procedure-'));
  const clock = virtualClock();
  const invoked: { name: string; at: number; payload: Record<string, unknown> }[] = [];
  const count = (name: string) => invoked.filter((one) => one.name === name).length;
  const engine = new Engine({
    storePath: join(folder, 'engine.sqlite'),
    clock,
    random: () => 0.5,
    integrate: defaultIntegrations({
      async invokeFunction(name, given) {
        const payload: Record<string, unknown> = Object(given);
        invoked.push({ name, at: clock.now(), payload });
        try {
          if (name === 'adjudicate') return { payload: await look(payload, count(name)) };
          const answer = () => engine.tokens.success(String(payload.token), JSON.stringify({ party: payload.party }));
          return { payload: (await asked(payload, { answer, now: () => clock.now() })) ?? null };
        } catch (error) {
          const errorType = error instanceof Fails ? error.errorType : 'Error';
          return { payload: { errorType, errorMessage: String(error) }, functionError: 'Unhandled' };
        }
      },
      async callService() {
        throw new Error('the procedure calls no service of its own');
      },
    }),
  });
  try {
    const machine = engine.register({ name: 'procedure', definition: procedureDefinition() });
    const { arn } = engine.startExecution({
      stateMachineArn: machine.arn,
      name: 'case-1',
      input: JSON.stringify({ caseId: 'case-1', pack: 'us/1', turn: 1 }),
    });
    const end = await clock.runUntil(engine.waitFor(arn));
    return { status: end.status, invoked };
  } finally {
    engine.close();
    rmSync(folder, { recursive: true });
  }
}
