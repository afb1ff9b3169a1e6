import { handle } from 'hono/aws-lambda';
import { keepWasmCallsSafe } from '../../adapters/policy/wasm-calls.ts';
import { createDeliveriesApp } from '../http/deliveries-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

keepWasmCallsSafe();
const host = lambdaHost('deliveries-admin', process.env);

/** `/v1/deliveries` and `/v1/destinations` behind API Gateway. */
export const handler = handle(
  createDeliveriesApp(await createDependencies(readEnvironment(process.env), host)),
);
