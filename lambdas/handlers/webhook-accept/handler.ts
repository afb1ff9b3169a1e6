import { serve } from '../http/serve.ts';
import { createWebhookApp } from '../http/webhook-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const environment = readEnvironment(process.env);
const dependencies = createDependencies(environment, lambdaHost('webhook-accept', process.env));

/** `POST /webhooks/{source}` behind API Gateway. */
export const handler = serve(createWebhookApp(dependencies, environment.CORDON_PUBLIC_URL));
