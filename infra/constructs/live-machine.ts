import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnStateMachineAlias, CfnStateMachineVersion, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** The alias by which every execution is started. */
export const LIVE = 'live';

export interface LiveMachineProps {
  readonly stateMachine: StateMachine;
  /** Digest of the definition, as cases name it. */
  readonly definition: string;
}

/**
 * A state machine as it is published: each deployment that changes it makes a version, which stays, and leads the alias `live` there. What
 * runs keeps its version, and going back is to lead the alias to the one before (docs/runbook.md, "Go back to a version").
 */
export class LiveMachine extends Construct {
  /** Starts executions of the version that is live. */
  readonly aliasArn: string;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { stateMachine, definition }: LiveMachineProps) {
    super(scope, id);
    this.stateMachine = stateMachine;
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: stateMachine.stateMachineArn,
      // Another revision makes another version.
      stateMachineRevisionId: stateMachine.stateMachineRevisionId,
      description: definition,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const alias = new CfnStateMachineAlias(this, 'Alias', {
      name: LIVE,
      description: 'What starts executions starts this',
      stateMachineArn: stateMachine.stateMachineArn,
      routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }],
    });
    this.aliasArn = alias.attrArn;
  }
}
