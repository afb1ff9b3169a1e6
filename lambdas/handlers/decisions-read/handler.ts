import { Hono } from 'hono';
import { serve } from '../http/serve.ts';
import { createDecisionsApp } from '../http/decisions-app.ts';
import { createLedgerApp } from '../http/ledger-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies, createLedgerDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('decisions-read', process.env);
const environment = readEnvironment(process.env);

const app = new Hono();
app.route('/', createDecisionsApp(createDependencies(environment, host)));
app.route('/', createLedgerApp(createLedgerDependencies(environment, host)));

/** `GET /v1/decisions` and `GET /v1/ledger/...` behind API Gateway. */
export const handler = serve(app);
