import { serve } from '../http/serve.ts';
import { createSendApp } from '../http/send-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('clinical-send', process.env);

/** The send APIs of the clinical lane behind API Gateway. */
export const handler = serve(
  createSendApp({
    clinical: await createDependencies(readEnvironment(process.env), host),
  }),
);
