import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';
import { createMailAcceptHandler } from './take.ts';

const host = lambdaHost('mail-accept', process.env);

/** Takes in mail that SES's receipt rules put into the bucket. It can seal, and cannot open. */
export const handler = createMailAcceptHandler(
  createDependencies(readEnvironment(process.env), host),
);
