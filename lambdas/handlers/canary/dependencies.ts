import { setTimeout } from 'node:timers/promises';
import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoRecordPresence } from '../../adapters/aws/shared/dynamo-record-presence.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createSecretsManagerClient } from '../../adapters/aws/shared/secrets-manager-client.ts';
import { createSecretsManagerSecrets } from '../../adapters/aws/shared/secrets-manager.ts';
import { createCanaryEndpoint } from '../../adapters/canary-endpoint.ts';
import { CANARY } from '../../core/vocabulary.ts';
import type { CanaryDependencies } from '../../pipeline/run-canary.ts';
import type { Host } from '../host.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): CanaryDependencies {
  const base = environment.CORDON_PUBLIC_URL.replace(/\/$/, '');
  return {
    endpoint: createCanaryEndpoint(`${base}/webhooks/${CANARY}`),
    records: createDynamoRecordPresence({
      dynamodb: createDynamoDbClient(host.clients),
      table: environment.CORDON_TABLE_DECISIONS,
    }),
    secrets: createSecretsManagerSecrets({
      secretsManager: createSecretsManagerClient(host.clients),
    }),
    secretRef: `${environment.CORDON_PREFIX}/source/${CANARY}`,
    clock: host.clock,
    random: systemRandom,
    log: host.log,
    pause: (ms) => setTimeout(ms),
  };
}
