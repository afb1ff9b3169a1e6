import { createDeliverHandler } from '../deliver-handler.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('clinical-deliver', process.env);

/** Delivers what waits in the clinical outbox. */
export const handler = createDeliverHandler(createDependencies(readEnvironment(process.env), host));
