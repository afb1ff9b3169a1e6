import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';
import { createHandler } from './work.ts';

const host = lambdaHost('inbound-worker', process.env);

/** Takes accepted webhooks from the inbound queue to the outboxes. */
export const handler = createHandler(await createDependencies(readEnvironment(process.env), host));
