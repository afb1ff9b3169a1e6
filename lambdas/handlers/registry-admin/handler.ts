import { Hono } from 'hono';
import { serve } from '../http/serve.ts';
import { keepWasmCallsSafe } from '../../adapters/policy/wasm-calls.ts';
import { createAdminApp } from '../http/admin-app.ts';
import { createPolicyApp } from '../http/policy-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

keepWasmCallsSafe();
const host = lambdaHost('registry-admin', process.env);
const dependencies = createDependencies(readEnvironment(process.env), host);
const app = new Hono();
app.route('/', createPolicyApp(dependencies));
app.route('/', createAdminApp(dependencies));

/** `/v1/admin/...` behind API Gateway. */
export const handler = serve(app);
