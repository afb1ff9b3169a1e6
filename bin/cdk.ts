import { App } from 'aws-cdk-lib';
import { addDeployment } from '../lib/app.ts';
import { ConfigError, EXAMPLE_CONFIG, loadConfig } from '../lib/config/load.ts';

// `cdk deploy -c config=FILE`; without one, the example is synthesized.
const app = new App();
const file: unknown = app.node.tryGetContext('config') ?? EXAMPLE_CONFIG;
try {
  addDeployment(app, loadConfig(String(file)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
