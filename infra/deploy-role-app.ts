import { App, type AppProps, Tags } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import * as z from 'zod';
import { addRulePacks } from './compliance/rule-packs.ts';
import { chosenEnvironment, EnvironmentConfigurationError } from './environment.ts';
import { ownFlags } from './own-flags.ts';
import { DeployRoleStack } from './stacks/deploy-role-stack.ts';

const Repository = z.string().regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/);

/**
 * What lets the repository deploy an environment: `cdk deploy -a 'node infra/deploy-role.ts' -c env=NAME -c repository=OWNER/NAME`, once
 * for each environment and by a person; `-c provider=existing` where the account knows GitHub already.
 * @throws EnvironmentConfigurationError where the repository is not named
 */
export function deployRoleApp(props: AppProps = {}): App {
  const context = { ...recommendedFlags, ...ownFlags, ...props.context };
  const app = new App({ analyticsReporting: false, ...props, context });
  const environment = chosenEnvironment(app);
  const repository = Repository.safeParse(app.node.tryGetContext('repository'));
  if (!repository.success)
    throw new EnvironmentConfigurationError(
      'no repository; name the one whose jobs may deploy with -c repository=OWNER/NAME',
    );
  new DeployRoleStack(app, `Countersign-${environment.name}-DeployRole`, {
    description: 'Countersign: who may deploy it',
    environment: environment.name,
    repository: repository.data,
    existingProvider: app.node.tryGetContext('provider') === 'existing',
    terminationProtection: environment.retain,
  });
  Tags.of(app).add('application', 'countersign');
  Tags.of(app).add('environment', environment.name);
  addRulePacks(app);
  return app;
}
