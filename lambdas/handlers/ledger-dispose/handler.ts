import { serve } from '../http/serve.ts';
import { createDisposalApp } from '../http/disposal-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('ledger-dispose', process.env);

/** `POST /v1/disposals` behind API Gateway. */
export const handler = serve(
  createDisposalApp(createDependencies(readEnvironment(process.env), host)),
);
