import { App, type AppProps, Tags } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { addRulePacks } from './compliance/rule-packs.ts';
import { chosenEnvironment } from './environment.ts';
import { ownFlags } from './own-flags.ts';
import { ReplicaStack } from './stacks/replica-stack.ts';

/** The buckets of another region: `AWS_REGION=… cdk deploy -a 'node infra/replicas.ts' -c env=NAME`, before `replicas` is set. */
export function replicasApp(props: AppProps = {}): App {
  const app = new App({
    analyticsReporting: false,
    ...props,
    context: { ...recommendedFlags, ...ownFlags, ...props.context },
  });
  const { name, retain, logRetentionDays } = chosenEnvironment(app);
  new ReplicaStack(app, `Countersign-${name}-Replica`, {
    description: 'Countersign: copies of bundles and evidence in another region',
    retain,
    logRetentionDays,
    terminationProtection: retain,
  });
  Tags.of(app).add('application', 'countersign');
  Tags.of(app).add('environment', name);
  addRulePacks(app);
  return app;
}
