import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';
import { createRelayHandler } from './relay.ts';

const host = lambdaHost('smtp-relay', process.env);

/** Gives mail that SES took by SMTP to Cordon's own API. It can neither open what is sealed nor decide. */
export const handler = createRelayHandler(
  createDependencies(readEnvironment(process.env), host),
  host.log,
);
