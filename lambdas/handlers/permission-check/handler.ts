import { lambdaHost } from '../lambda-host.ts';
import { createPermissionHandler } from './answer.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('permission-check', process.env);

/** May this purpose go by this channel to this address: yes or no. */
export const handler = createPermissionHandler(
  createDependencies(readEnvironment(process.env), host),
);
