import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { Attestation } from '../constructs/attestation.ts';
import { CaseEvents } from '../constructs/case-events.ts';
import { CaseMetrics } from '../constructs/case-metrics.ts';
import { CaseOpening, UnopenedUploads } from '../constructs/case-opening.ts';
import { Console } from '../constructs/console.ts';
import { Dashboard } from '../constructs/dashboard.ts';
import { Notices } from '../constructs/notices.ts';
import { Operations } from '../constructs/operations.ts';
import { Retention } from '../constructs/retention.ts';
import { ReviewFunctions } from '../constructs/review-functions.ts';
import { TableStream } from '../constructs/table-stream.ts';
import { VendorApi } from '../constructs/vendor-api.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { nameOf, Workflow } from '../constructs/workflow.ts';
import type { Environment } from '../environment.ts';
import type { StatefulStack } from './stateful-stack.ts';

export interface StatelessStackProps extends StackProps {
  readonly environment: Environment;
  readonly stateful: StatefulStack;
  readonly agencies: readonly string[];
  readonly functionsDirectory: string;
}

/** What can be deployed anew at any time: workflow, functions, API, alarms. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, props: StatelessStackProps) {
    super(scope, id, props);
    const { environment, stateful, agencies, functionsDirectory } = props;
    const operations = new Operations(this, 'Operations', { ...environment, key: stateful.keys.operations });
    stateful.identity.alarms.into(operations, new Construct(this, 'SignIn'));
    const verdicts = new EventBus(this, 'Verdicts', {
      description: 'Countersign: what happens to cases, for the systems of vendors and agencies',
    });
    const common = { functionsDirectory, operations };
    const { reserveConcurrency } = environment;
    const deadLetters = new UnopenedUploads(this, 'UnopenedUploads', operations);
    const waiting = new WorkQueue(this, 'WaitingReviews', {
      operations,
      visibility: Duration.minutes(3),
      // A review looks for a turn every 20 seconds at the latest, a thousand times.
      attempts: 1000,
      meaning: 'A review has waited for its turn for four hours.',
      runbook: 'review-without-turn',
    });
    const functions = new ReviewFunctions(this, 'Functions', {
      agencies,
      bundles: stateful.bundles,
      evidence: stateful.evidence,
      cases: stateful.cases,
      deadLetters,
      waiting,
      reviewsAtOnce: environment.reviewsAtOnce,
      uploadsPerDay: environment.uploadsPerDay,
      breakGlass: environment.breakGlass,
      common,
      reserveConcurrency,
    });
    const { relay } = new CaseEvents(this, 'CaseEvents', {
      cases: stateful.cases,
      bus: verdicts,
      common,
      reserveConcurrency,
    });
    new Notices(this, 'Notices', {
      cases: stateful.cases,
      bus: verdicts,
      mail: stateful.mail,
      webhookNetworks: environment.webhookNetworks,
      caseUrl: environment.caseUrl,
      api: functions.api,
      common,
      reserveConcurrency,
    });
    const { stateMachine, live } = new Workflow(this, 'Review', {
      machine: 'review',
      purpose: 'Reviews one uploaded bundle',
      failure: 'its case has no verdict.',
      distributed: true,
      functions: new Map([
        ['open-bundle', functions.openBundle],
        ['read-evaluation', functions.readEvaluation],
        ['assemble-evidence', functions.assembleEvidence],
        ['decide', functions.decide],
      ]),
      functionsPerAgency: new Map([['check-agency', functions.checkAgency]]),
      bus: verdicts,
      operations,
    });
    const procedure = new Workflow(this, 'Procedure', {
      machine: 'procedure',
      purpose: 'Keeps the clocks of one case while people or the vendor are waited for',
      failure: 'the clocks of its case stand still.',
      functions: new Map([
        ['adjudicate', functions.adjudicate],
        ['request-determination', functions.requestDetermination],
      ]),
      operations,
    });
    functions.wake.bindMachineToStart('PROCEDURE_MACHINE_ARN', procedure.live);
    functions.wake.allowTaskAnswers(nameOf(this, 'procedure'));
    new TableStream(this, 'ProcedureChanges', {
      table: stateful.cases,
      reader: functions.wake,
      filters: [
        {
          eventName: ['INSERT', 'MODIFY'],
          dynamodb: { Keys: { PK: { S: [{ prefix: 'CASE#' }] }, SK: { S: [{ prefix: 'PROCEDURE#' }] } } },
        },
      ],
      operations,
    });
    functions.requestDetermination.allowTaskAnswers(nameOf(this, 'procedure'));
    functions.openCase.bindMachineToStart('STATE_MACHINE_ARN', live);
    functions.startReview.bindMachineToStart('STATE_MACHINE_ARN', live);
    functions.sweepUploads.bindMachineToStart('STATE_MACHINE_ARN', live);
    functions.api.bindMachineToFollow('STATE_MACHINE_ARN', stateMachine);
    new CaseOpening(this, 'CaseOpening', {
      bundles: stateful.bundles,
      openCase: functions.openCase,
      sweepUploads: functions.sweepUploads,
      deadLetters,
    });
    new Retention(this, 'Retention', {
      bundles: stateful.bundles,
      evidence: stateful.evidence,
      cases: stateful.cases,
      common,
      reserveConcurrency,
    });
    const api = new VendorApi(this, 'Api', {
      handler: functions.api,
      identity: stateful.identity,
      operations,
      requestsPerSecond: environment.requestsPerSecond,
    });
    new Console(this, 'Console', {
      api,
      identity: stateful.identity,
      bundles: stateful.bundles,
      common,
      reserveConcurrency,
    });
    new Attestation(this, 'Attestation', {
      cases: stateful.cases,
      bus: verdicts,
      keys: stateful.signingKeys,
      log: stateful.log,
      api,
      environment: environment.name,
      common,
      reserveConcurrency,
    });
    new Dashboard(this, 'Dashboard', {
      environment: environment.name,
      operations,
      cases: new CaseMetrics(this, 'CaseMetrics', {
        environment: environment.name,
        relayLog: relay.log,
        decideLog: functions.decide.log,
        sweepLog: functions.sweepUploads.log,
        operations,
      }),
      machines: { review: stateMachine, procedure: procedure.stateMachine },
      table: stateful.cases,
    });
    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'StateMachineArn', { value: stateMachine.stateMachineArn });
    new CfnOutput(this, 'AlarmTopicArn', { value: operations.alarmTopic.topicArn });
    new CfnOutput(this, 'VerdictBusName', { value: verdicts.eventBusName });
  }
}
