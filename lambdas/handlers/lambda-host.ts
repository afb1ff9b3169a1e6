import { createPowertoolsLog } from '../adapters/aws/shared/powertools-log.ts';
import { z } from 'zod';
import type { Host } from './host.ts';

const environment = z.object({ AWS_REGION: z.string().min(1) });

/** A function in AWS: the role's credentials, the region's endpoints, structured logs. */
export function lambdaHost(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Host {
  const { AWS_REGION: region } = environment.parse(env);
  return { clients: { region }, log: createPowertoolsLog({ service }), allowLoopbackHttp: false };
}
