import { Hono } from 'hono';
import { serve } from '../http/serve.ts';
import { keepWasmCallsSafe } from '../../adapters/policy/wasm-calls.ts';
import { createDeliveriesApp } from '../http/deliveries-app.ts';
import { createPortalDeskApp } from '../http/portal-desk-app.ts';
import { createQuarantineApp } from '../http/quarantine-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

keepWasmCallsSafe();
const host = lambdaHost('deliveries-admin', process.env);

const dependencies = await createDependencies(readEnvironment(process.env), host);

/** `/v1/deliveries`, `/v1/destinations`, `/v1/portal` and `/v1/quarantine` behind API Gateway. */
const app = new Hono();
app.route('/', createDeliveriesApp(dependencies));
app.route('/', createPortalDeskApp(dependencies));
app.route('/', createQuarantineApp(dependencies));

export const handler = serve(app);
