import { sweep, SWEEP_GRACE_SECONDS } from '../../pipeline/sweep.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('sweeper', process.env);
const dependencies = createDependencies(readEnvironment(process.env), host);

/** Runs every minute: hands out again whatever is unfinished. */
export const handler = (): Promise<void> => sweep(dependencies, SWEEP_GRACE_SECONDS);
