import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../local/clock/clock.ts';
import { virtualClock } from '../../local/clock/virtual-clock.ts';
import { Engine } from '../../local/step-functions/engine.ts';
import { defaultIntegrations } from '../../local/step-functions/integrations.ts';

export const AGENCIES = ['nsa', 'oncd', 'odni'];

/** What a function does when it is invoked: a result, or an error as Lambda reports it. */
export type Fake = (payload: Record<string, unknown>, attempt: number) => unknown;
export class Fails extends Error {
  readonly errorType: string;
  constructor(errorType: string) {
    super(errorType);
    this.errorType = errorType;
  }
}

export interface ReviewRun {
  status: string;
  error: string | undefined;
  invoked: { name: string; payload: Record<string, unknown> }[];
  published: unknown[];
}

const INPUT = { caseId: 'case-1', bundle: 1, bucket: 'b', key: 'k', versionId: 'v' };

const honest: Record<string, Fake> = {
  'open-bundle': () => ({ evaluations: ['one', 'two', 'three'], packs: ['us/1'] }),
  'read-evaluation': ({ evaluation }) => ({ evaluation, failed: false }),
  'assemble-evidence': () => ({ acceptable: true, agencies: AGENCIES }),
  ...Object.fromEntries(AGENCIES.map((agency) => [`check-${agency}`, () => ({ agency, failed: false })])),
  decide: () => ({ outcome: 'cleared', tier: 'T0', vendor: 'acme', verdict: 1, verdicts: [] }),
};

/** Stands for the digest of the definition. */
export const DEFINITION = 'sha256:def';

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** The machine as it is deployed, its placeholders filled in as the CDK app does. */
export function reviewDefinition(agencies: readonly string[] = AGENCIES): string {
  const perAgency = agencies.map((agency) => `'${agency}':'${functionArn(`check-${agency}`)}'`).join(',');
  const values: Record<string, string> = {
    Partition: 'aws',
    OpenBundleFunction: functionArn('open-bundle'),
    ReadEvaluationFunction: functionArn('read-evaluation'),
    AssembleEvidenceFunction: functionArn('assemble-evidence'),
    DecideFunction: functionArn('decide'),
    CheckAgencyFunctions: `{${perAgency}}`,
    EventBusName: 'countersign',
    Definition: DEFINITION,
  };
  const text = readFileSync(join(import.meta.dirname, '../../statemachines/review.asl.json'), 'utf8');
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

export interface RunOptions {
  agencies?: readonly string[];
  input?: typeof INPUT;
  /** Time as it is: for functions that read files, during which virtual time would jump to their time limits. */
  realTime?: boolean;
}

/** Runs one review with these functions in place of the honest ones; time jumps over every wait, unless it is real. */
export async function runReview(
  fakes: Record<string, Fake> = {},
  { agencies = AGENCIES, input = INPUT, realTime = false }: RunOptions = {},
): Promise<ReviewRun> {
  const functions = { ...honest, ...fakes };
  const invoked: ReviewRun['invoked'] = [];
  const published: unknown[] = [];
  const attempts = new Map<string, number>();
  const folder = mkdtempSync(join(tmpdir(), 'review-'));
  const clock = virtualClock();
  const engine = new Engine({
    storePath: join(folder, 'engine.sqlite'),
    clock: realTime ? systemClock : clock,
    random: () => 0.5,
    integrate: defaultIntegrations({
      async invokeFunction(name, payload) {
        const given = Object(payload);
        const id = `${name} ${JSON.stringify(given)}`;
        const attempt = (attempts.get(id) ?? 0) + 1;
        attempts.set(id, attempt);
        invoked.push({ name, payload: given });
        try {
          return { payload: await functions[name]?.(given, attempt) };
        } catch (error) {
          const errorType = error instanceof Fails ? error.errorType : 'Error';
          return { payload: { errorType, errorMessage: String(error) }, functionError: 'Unhandled' };
        }
      },
      async callService(_service, _action, args) {
        published.push(args);
        return { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] };
      },
    }),
  });
  try {
    const machine = engine.register({ name: 'review', definition: reviewDefinition(agencies) });
    const { arn: executionArn } = engine.startExecution({
      stateMachineArn: machine.arn,
      name: input.caseId,
      input: JSON.stringify(input),
    });
    const ended = engine.waitFor(executionArn);
    const end = await (realTime ? ended : clock.runUntil(ended));
    return { status: end.status, error: end.error ?? undefined, invoked, published };
  } finally {
    engine.close();
    rmSync(folder, { recursive: true });
  }
}
