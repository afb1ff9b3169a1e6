import { serve } from '../http/serve.ts';
import { createOptOutApp } from '../http/opt-out-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('opt-outs', process.env);

/** Recipients who want no more: by the link in a message, or by words in a text. */
export const handler = serve(
  createOptOutApp(createDependencies(readEnvironment(process.env), host)),
);
