import { serve } from '../http/serve.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createTokenRevealApp } from './app.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('token-reveal', process.env);

/** `POST /v1/tokens/reveal` behind API Gateway. */
export const handler = serve(
  createTokenRevealApp(createDependencies(readEnvironment(process.env), host)),
);
