import { serve } from '../http/serve.ts';
import { createMessagesApp } from '../http/messages-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('clinical-messages', process.env);

/** What became of the clinical lane's messages, and recalling them, behind API Gateway. */
export const handler = serve(
  createMessagesApp({ clinical: createDependencies(readEnvironment(process.env), host) }),
);
