import { handle } from 'hono/aws-lambda';
import { createPeopleApp } from '../http/people-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('people-admin', process.env);

/** `/v1/people` behind API Gateway, for the privacy officer. */
export const handler = handle(
  createPeopleApp(createDependencies(readEnvironment(process.env), host)),
);
