import { serve } from '../http/serve.ts';
import { createPeopleApp } from '../http/people-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('people-admin', process.env);

/** `/v1/people` behind API Gateway, for the privacy officer. */
export const handler = serve(
  createPeopleApp(createDependencies(readEnvironment(process.env), host)),
);
