import { handle } from 'hono/aws-lambda';
import { createAdminApp } from '../http/admin-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('registry-admin', process.env);

/** `/v1/admin/...` behind API Gateway. */
export const handler = handle(
  createAdminApp(createDependencies(readEnvironment(process.env), host)),
);
