import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';
import { createMailFeedbackHandler } from './hear.ts';

const host = lambdaHost('mail-feedback', process.env);

/** What becomes of mail, for its senders and the ledger; who complains, and addresses that take no mail, at once opted out. */
export const handler = createMailFeedbackHandler(
  createDependencies(readEnvironment(process.env), host),
);
