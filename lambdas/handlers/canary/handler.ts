import { runCanary } from '../../pipeline/run-canary.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('canary', process.env);
const dependencies = createDependencies(readEnvironment(process.env), host);

/** Runs every five minutes: one test webhook, from the public name to the ledger. */
export const handler = (): Promise<void> => runCanary(dependencies);
