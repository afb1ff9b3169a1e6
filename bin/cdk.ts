import { App } from 'aws-cdk-lib';
import { addDeployment } from '../lib/app.ts';
import { requireGuardRules } from '../lib/compliance/rule-pack.ts';
import { refuseToDeploy } from '../lib/refuse-to-deploy.ts';
import { ConfigError, EXAMPLE_CONFIG, loadConfig } from '../lib/config/load.ts';

// `cdk deploy -c config=FILE`; without one, the example is synthesized, and cannot be deployed.
const app = new App();
const file: unknown = app.node.tryGetContext('config') ?? EXAMPLE_CONFIG;
try {
  const deployment = loadConfig(String(file));
  const stacks = addDeployment(app, deployment);
  requireGuardRules(app, deployment);
  if (file === EXAMPLE_CONFIG) refuseToDeploy(Object.values(stacks));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
