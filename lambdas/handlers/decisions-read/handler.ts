import { handle } from 'hono/aws-lambda';
import { createDecisionsApp } from '../http/decisions-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('decisions-read', process.env);

/** `GET /v1/decisions` behind API Gateway. */
export const handler = handle(
  createDecisionsApp(createDependencies(readEnvironment(process.env), host)),
);
