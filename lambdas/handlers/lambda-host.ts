import { fileURLToPath } from 'node:url';
import { systemClock } from '../adapters/aws/shared/clock.ts';
import { createMeteredLog } from '../adapters/aws/shared/powertools-metrics.ts';
import { createPowertoolsLog } from '../adapters/aws/shared/powertools-log.ts';
import * as z from 'zod';
import type { Host } from './host.ts';

/** CloudWatch namespace of every figure. */
const METRICS_NAMESPACE = 'Cordon';

const environment = z.object({ AWS_REGION: z.string().min(1) });

/** A function in AWS: the role's credentials, the region's endpoints, structured logs, and figures from them. */
export function lambdaHost(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Host {
  const { AWS_REGION: region } = environment.parse(env);
  const log = createMeteredLog({
    log: createPowertoolsLog({ service }),
    namespace: METRICS_NAMESPACE,
    service,
  });
  return {
    clients: { region },
    clock: systemClock,
    log,
    // Beside the function's own module, where it is one that decides (lib/bundling.ts).
    policyDirectory: fileURLToPath(new URL('./policy', import.meta.url)),
    // And where it is one that reads documents (lib/bundling.ts).
    readingThread: new URL('./reading-thread.mjs', import.meta.url),
    allowLoopbackHttp: false,
  };
}
