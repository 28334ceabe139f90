import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { uploadArrived } from './case-opening.ts';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { ObjectStore } from './object-store.ts';
import type { WorkQueue } from './work-queue.ts';

/**
 * Keys of the evidence bucket, as `functions/shared/evidence-keys.ts` makes them; `*` stands for the case or the pack. Every folder of a pack has
 * an `@` in its name and no id of an evaluation does, so that a vendor who calls one `report` comes under no other right by that.
 */
export const evidence = {
  bundleIndex: 'evidence/*/_case/bundle.json',
  evaluations: 'evidence/*/_case/evaluations/*.json',
  readings: 'evidence/*/_case/readings/*.json',
  findings: 'evidence/*/_case/findings/*.json',
  jointReport: 'evidence/*/joint/*@*/report.json',
  reports: 'evidence/*@*/report.json',
  agencies: 'evidence/*@*/evidence.json',
  agency: (id: string) => ({
    evidence: `evidence/*/${id}/*@*/evidence.json`,
    report: `evidence/*/${id}/*@*/report.json`,
  }),
} as const;

const bundles = 'vendors/*/bundle.zip';

export interface ReviewFunctionsProps {
  readonly agencies: readonly string[];
  readonly bundles: ObjectStore;
  readonly evidence: ObjectStore;
  readonly cases: ITable;
  readonly deadLetters: IQueue;
  /** Where reviews wait for a turn, and how many run at once. */
  readonly waiting: WorkQueue;
  /** Uploads that a vendor may start in a day. */
  readonly uploadsPerDay: number;
  readonly breakGlass: boolean;
  readonly reviewsAtOnce: { readonly perVendor: number; readonly inAll: number };
  readonly common: Pick<HandlerFunctionProps, 'functionsDirectory' | 'operations'>;
  readonly reserveConcurrency: boolean;
}

/** The functions of a review, from the upload to the verdict, and what each may see. */
export class ReviewFunctions extends Construct {
  readonly openCase: HandlerFunction;
  readonly sweepUploads: HandlerFunction;
  readonly startReview: HandlerFunction;
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
      put: ['CASE', 'DUTY', 'REGISTER', 'TURN'],
      remove: ['DUTY', 'REGISTER', 'TURN'],
      list: ['CASE', 'TURN'],
    });
    this.openCase.bindQueueToSend('WAITING_QUEUE_URL', props.waiting.queue);

    this.sweepUploads = make('SweepUploads', {
      handler: 'sweep-uploads',
      purpose: 'Opens the cases of uploads of which no event arrived, and counts cases that are stuck',
      timeout: Duration.minutes(15),
      memoryMiB: 512,
      concurrency: 1,
      repeats: 'The next sweep does the work of one that failed.',
    });
    this.sweepUploads.bindVersions('BUNDLE_BUCKET', props.bundles);
    this.sweepUploads.bindTable('TABLE_NAME', props.cases, {
      get: ['CASE', 'SUBMISSION'],
      put: ['CASE', 'DUTY', 'REGISTER', 'TURN'],
      remove: ['DUTY', 'REGISTER', 'TURN'],
      list: ['CASE', 'TURN'],
      query: ['byStatus'],
    });
    this.sweepUploads.bindQueueToSend('WAITING_QUEUE_URL', props.waiting.queue);

    this.startReview = make('StartReview', {
      handler: 'start-review',
      purpose: 'Starts reviews that waited for a turn',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      concurrency: 5,
    });
    this.startReview.bindTable('TABLE_NAME', props.cases, { put: ['TURN'], remove: ['TURN'], list: ['TURN'] });
    this.startReview.setVariable('WAITING_QUEUE_URL', props.waiting.queue.queueUrl);
    props.waiting.feed(this.startReview, 10);

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
    this.openBundle.bindTable('TABLE_NAME', props.cases, { put: ['ACCESS'], list: ['VENDOR'] });

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
    this.assembleEvidence.bindTable('TABLE_NAME', props.cases, { put: ['ACCESS'] });

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
      put: ['CASE', 'DUTY', 'REGISTER'],
      remove: ['DUTY', 'REGISTER', 'TURN'],
      // What its events hold fast of who read what.
      list: ['CASE', 'TURN', 'ACCESS'],
    });
    for (const fn of [this.openCase, this.sweepUploads, this.startReview, this.decide]) {
      fn.setVariable('REVIEWS_PER_VENDOR', String(props.reviewsAtOnce.perVendor));
      fn.setVariable('REVIEWS_IN_ALL', String(props.reviewsAtOnce.inAll));
    }

    this.adjudicate = make('Adjudicate', {
      handler: 'adjudicate',
      purpose: 'Lets happen in a case what the clock has brought',
      timeout: Duration.seconds(60),
      memoryMiB: 1024,
      concurrency: 20,
    });
    this.adjudicate.bindTable('TABLE_NAME', props.cases, {
      get: ['CASE'],
      put: ['CASE', 'DUTY', 'REGISTER'],
      remove: ['DUTY', 'REGISTER'],
      list: ['ACCESS'],
    });

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
    // Of a bundle it reads the samples and documents that it shows (`functions/api/case-files.ts`), and the head of a finished upload.
    this.api.bindObjects('BUNDLE_BUCKET', props.bundles, {
      read: [bundles],
      write: [bundles],
      writeActions: ['s3:ListMultipartUploadParts', 's3:PutObject'],
      mayMiss: true,
    });
    this.api.bindDefaultBus(uploadArrived.source);
    // What it shows of this is cut by who asks (`core/api/sight.ts`); the versions of a bundle are compared here.
    this.api.bindObjects('EVIDENCE_BUCKET', props.evidence, {
      read: [evidence.bundleIndex, evidence.evaluations, evidence.readings, evidence.findings],
      mayMiss: true,
    });
    this.api.bindTable('TABLE_NAME', props.cases, {
      get: ['CASE', 'ATTESTATION', 'CLIENT', 'SUBMISSION', 'BALLOT', 'SETTINGS', 'OUTBOX', 'READER'],
      put: [
        'CASE',
        'DUTY',
        'SUBMISSION',
        'PRECEDENT',
        'REGISTER',
        'BALLOT',
        'SETTINGS',
        'OUTBOX',
        'ACCESS',
        'READER',
        'VENDOR',
      ],
      update: ['READER', 'QUOTA'],
      remove: ['DUTY', 'REGISTER'],
      list: ['CASE', 'PRECEDENT', 'REGISTER', 'BALLOT', 'OUTBOX', 'ACCESS', 'VENDOR'],
      query: ['byVendor', 'byAgency'],
    });
    this.api.setVariable('UPLOADS_PER_DAY', String(props.uploadsPerDay));
    this.api.setVariable('BREAK_GLASS', props.breakGlass ? 'on' : 'off');
  }
}

type Spec = Omit<HandlerFunctionProps, 'functionsDirectory' | 'operations' | 'reservedConcurrency'> & {
  /** Share of the account's concurrency, where shares are reserved. */
  readonly concurrency: number;
};
