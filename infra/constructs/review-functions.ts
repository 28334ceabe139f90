import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { ObjectStore } from './object-store.ts';

/** Keys of the evidence bucket, as `functions/shared/evidence-keys.ts` makes them; `*` stands for the case or the pack. */
export const evidence = {
  bundleIndex: 'evidence/*/_case/bundle.json',
  evaluations: 'evidence/*/_case/evaluations/*.json',
  readings: 'evidence/*/_case/readings/*.json',
  findings: 'evidence/*/_case/findings/*.json',
  jointReport: 'evidence/*/joint/*/report.json',
  reports: 'evidence/*/report.json',
  agencies: 'evidence/*/evidence.json',
  agency: (id: string) => ({ evidence: `evidence/*/${id}/*/evidence.json`, report: `evidence/*/${id}/*/report.json` }),
} as const;

const bundles = 'vendors/*/bundle.zip';

export interface ReviewFunctionsProps {
  readonly agencies: readonly string[];
  readonly bundles: ObjectStore;
  readonly evidence: ObjectStore;
  readonly cases: ITable;
  readonly deadLetters: IQueue;
  readonly common: Pick<HandlerFunctionProps, 'functionsDirectory' | 'operations'>;
  readonly reserveConcurrency: boolean;
}

/** The functions of a review, from the upload to the verdict, and what each may see. */
export class ReviewFunctions extends Construct {
  readonly openCase: HandlerFunction;
  readonly openBundle: HandlerFunction;
  readonly readEvaluation: HandlerFunction;
  readonly assembleEvidence: HandlerFunction;
  /** One per agency, whatever packs it is in: same code, a role that reaches this agency's evidence only. */
  readonly checkAgency: ReadonlyMap<string, HandlerFunction>;
  readonly decide: HandlerFunction;
  readonly adjudicate: HandlerFunction;
  readonly requestDetermination: HandlerFunction;
  readonly wake: HandlerFunction;
  readonly api: HandlerFunction;

  constructor(scope: Construct, id: string, props: ReviewFunctionsProps) {
    super(scope, id);
    const make = (name: string, spec: Spec): HandlerFunction =>
      new HandlerFunction(this, name, {
        ...props.common,
        ...spec,
        ...(props.reserveConcurrency && { reservedConcurrency: spec.concurrency }),
      });

    this.openCase = make('OpenCase', {
      handler: 'open-case',
      purpose: 'Opens the case of an uploaded bundle and starts its review',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      concurrency: 20,
      deadLetters: props.deadLetters,
    });
    this.openCase.bindTable('TABLE_NAME', props.cases, {
      get: ['CASE', 'SUBMISSION'],
      put: ['CASE'],
      remove: ['CASE'],
      list: ['CASE'],
    });

    this.openBundle = make('OpenBundle', {
      handler: 'open-bundle',
      purpose: 'Reads directory and manifest of a bundle and checks its digests',
      timeout: Duration.minutes(15),
      memoryMiB: 1769,
      scratchMiB: 10_240,
      concurrency: 20,
    });
    this.openBundle.bindObjects('BUNDLE_BUCKET', props.bundles, { read: [bundles] });
    this.openBundle.bindObjects('EVIDENCE_BUCKET', props.evidence, { write: [evidence.bundleIndex] });

    this.readEvaluation = make('ReadEvaluation', {
      handler: 'read-evaluation',
      purpose: 'Reads one evaluation log and recomputes its results',
      timeout: Duration.minutes(15),
      // 1.7 processors, for it reads on two threads, and the most that a new account may ask for. The memory itself it does not need.
      memoryMiB: 3008,
      scratchMiB: 10_240,
      concurrency: 100,
    });
    this.readEvaluation.bindObjects('BUNDLE_BUCKET', props.bundles, { read: [bundles] });
    this.readEvaluation.bindObjects('EVIDENCE_BUCKET', props.evidence, {
      read: [evidence.bundleIndex, evidence.evaluations, evidence.readings],
      write: [evidence.evaluations, evidence.readings],
      mayMiss: true,
    });

    this.assembleEvidence = make('AssembleEvidence', {
      handler: 'assemble-evidence',
      purpose: 'Decides the joint criteria and gives each agency the evidence that its criteria read',
      timeout: Duration.minutes(5),
      memoryMiB: 1769,
      concurrency: 20,
    });
    this.assembleEvidence.bindObjects('EVIDENCE_BUCKET', props.evidence, {
      read: [evidence.bundleIndex, evidence.evaluations],
      write: [evidence.agencies, evidence.jointReport],
    });

    this.checkAgency = new Map(
      props.agencies.map((agency) => {
        const check = make(`CheckAgency-${agency}`, {
          handler: 'check-agency',
          purpose: `Checks the criteria of the agency ${agency}`,
          timeout: Duration.minutes(5),
          memoryMiB: 1024,
          concurrency: 20,
        });
        const own = evidence.agency(agency);
        check.bindObjects('EVIDENCE_BUCKET', props.evidence, { read: [own.evidence], write: [own.report] });
        check.setVariable('AGENCY', agency);
        return [agency, check];
      }),
    );

    this.decide = make('Decide', {
      handler: 'decide',
      purpose: 'Decides the verdict from the reports of all agencies and writes it',
      timeout: Duration.minutes(5),
      memoryMiB: 1024,
      concurrency: 20,
    });
    this.decide.bindObjects('EVIDENCE_BUCKET', props.evidence, {
      read: [evidence.bundleIndex, evidence.reports, evidence.findings],
      write: [evidence.findings],
      mayMiss: true,
    });
    this.decide.bindTable('TABLE_NAME', props.cases, {
      get: ['CASE'],
      put: ['CASE'],
      remove: ['CASE'],
      list: ['CASE'],
    });

    this.adjudicate = make('Adjudicate', {
      handler: 'adjudicate',
      purpose: 'Lets happen in a case what the clock has brought',
      timeout: Duration.seconds(60),
      memoryMiB: 1024,
      concurrency: 20,
    });
    this.adjudicate.bindTable('TABLE_NAME', props.cases, { get: ['CASE'], put: ['CASE'], remove: ['CASE'] });

    this.requestDetermination = make('RequestDetermination', {
      handler: 'request-determination',
      purpose: 'Keeps the task token with which a party lets the procedure of a case go on',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      concurrency: 20,
    });
    this.requestDetermination.bindTable('TABLE_NAME', props.cases, { get: ['CASE'], put: ['TASK'], remove: ['TASK'] });

    this.wake = make('Wake', {
      handler: 'wake',
      purpose: 'Brings the procedure of a case up to what people and the checks have done',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      concurrency: 10,
    });
    this.wake.bindTable('TABLE_NAME', props.cases, { get: ['CASE'], remove: ['TASK'], list: ['TASK'] });

    this.api = make('Api', {
      handler: 'api',
      purpose: 'Answers vendors and agencies: submissions, cases, what they do in them',
      timeout: Duration.seconds(29),
      memoryMiB: 1024,
      concurrency: 50,
    });
    // It reads no bundle; a finished upload is looked up by its head, which is the same permission.
    this.api.bindObjects('BUNDLE_BUCKET', props.bundles, {
      read: [bundles],
      write: [bundles],
      writeActions: ['s3:ListMultipartUploadParts', 's3:PutObject'],
      mayMiss: true,
    });
    // What it shows of this is cut by who asks (`core/api/sight.ts`); the versions of a bundle are compared here.
    this.api.bindObjects('EVIDENCE_BUCKET', props.evidence, {
      read: [evidence.bundleIndex, evidence.evaluations, evidence.readings, evidence.findings],
      mayMiss: true,
    });
    this.api.bindTable('TABLE_NAME', props.cases, {
      get: ['CASE', 'CLIENT', 'SUBMISSION', 'BALLOT', 'SETTINGS', 'OUTBOX'],
      put: ['CASE', 'SUBMISSION', 'PRECEDENT', 'BALLOT', 'SETTINGS', 'OUTBOX'],
      remove: ['CASE'],
      list: ['CASE', 'PRECEDENT', 'BALLOT', 'OUTBOX'],
      query: ['byVendor', 'byAgency'],
    });
  }
}

type Spec = Omit<HandlerFunctionProps, 'functionsDirectory' | 'operations' | 'reservedConcurrency'> & {
  /** Share of the account's concurrency, where shares are reserved. */
  readonly concurrency: number;
};
