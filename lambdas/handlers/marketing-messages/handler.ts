import { serve } from '../http/serve.ts';
import { createMessagesApp } from '../http/messages-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('marketing-messages', process.env);

/** What became of the marketing lane's messages, and recalling them, behind API Gateway. */
export const handler = serve(
  createMessagesApp({ marketing: createDependencies(readEnvironment(process.env), host) }),
);
