import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';
import { createMailFeedbackHandler } from './hear.ts';

const host = lambdaHost('mail-feedback', process.env);

/** Recipients who complain to the mail service, and addresses that take no mail: opted out at once. */
export const handler = createMailFeedbackHandler(
  createDependencies(readEnvironment(process.env), host),
);
