import { handle } from 'hono/aws-lambda';
import { lambdaHost } from '../lambda-host.ts';
import { createTokenRevealApp } from './app.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('token-reveal', process.env);

/** `POST /v1/tokens/reveal` behind API Gateway. */
export const handler = handle(
  createTokenRevealApp(createDependencies(readEnvironment(process.env), host)),
);
