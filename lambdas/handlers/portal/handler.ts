import { serve } from '../http/serve.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createPortalApp } from './app.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('portal', process.env);

/** `/p/{token}` behind API Gateway. All goes as bytes: a file of text need not be UTF-8. */
export const handler = serve(
  createPortalApp(createDependencies(readEnvironment(process.env), host)),
  { isContentTypeBinary: () => true },
);
