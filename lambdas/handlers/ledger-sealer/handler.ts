import { sealClosedMinutes } from '../../pipeline/seal.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('ledger-sealer', process.env);
const dependencies = createDependencies(readEnvironment(process.env), host);

/** Milliseconds after which no new minute is begun: what is left of the function's time is for the last one. */
const BUDGET_MS = 30_000;

/** Runs every minute: seals what has been closed since the last seal. */
export const handler = (): Promise<void> => sealClosedMinutes(dependencies, BUDGET_MS);
