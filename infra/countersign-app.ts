import { join } from 'node:path';
import { App, type AppProps, type Environment, Tags } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { agenciesOf } from './agencies.ts';
import { addRulePacks } from './compliance/rule-packs.ts';
import { chosenEnvironment } from './environment.ts';
import { ownFlags } from './own-flags.ts';
import { StatefulStack } from './stacks/stateful-stack.ts';
import { StatelessStack } from './stacks/stateless-stack.ts';

const root = join(import.meta.dirname, '..');

export interface CountersignAppProps extends AppProps {
  /** Whether compliance is checked. A test for an account adds stacks of CDK's own, which nobody deploys to stay. */
  readonly compliance?: boolean;
  /** Account and region, where the templates are to be of one; otherwise they fit every one. */
  readonly env?: Environment;
  /** Directory of the standards; each of their agencies gets a function. */
  readonly policyDirectory?: string;
  /** Directory of the built functions (`scripts/build.ts`). */
  readonly functionsDirectory?: string;
}

/** The whole deployment. Needs no account and no network: nothing is looked up. */
export function countersignApp(props: CountersignAppProps = {}): App {
  const {
    policyDirectory = join(root, 'policy'),
    functionsDirectory = join(root, 'dist/functions'),
    env,
    compliance = true,
    ...app
  } = props;
  const context = { ...recommendedFlags, ...ownFlags, ...app.context };
  const countersign = new App({ analyticsReporting: false, ...app, context });
  const environment = chosenEnvironment(countersign);
  const name = (stack: string) => `Countersign-${environment.name}-${stack}`;
  const terminationProtection = environment.retain;
  const agencies = agenciesOf(policyDirectory);
  const stateful = new StatefulStack(countersign, name('Stateful'), {
    description: 'Countersign: bundles, evidence, cases, keys, who may call',
    environment,
    agencies,
    functionsDirectory,
    terminationProtection,
    ...(env !== undefined && { env }),
  });
  new StatelessStack(countersign, name('Stateless'), {
    description: 'Countersign: workflow, functions, API, alarms',
    environment,
    stateful,
    agencies,
    functionsDirectory,
    terminationProtection,
    ...(env !== undefined && { env }),
  });
  Tags.of(countersign).add('application', 'countersign');
  Tags.of(countersign).add('environment', environment.name);
  if (compliance) addRulePacks(countersign);
  return countersign;
}
