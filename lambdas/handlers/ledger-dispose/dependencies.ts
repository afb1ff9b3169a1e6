import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoEraser } from '../../adapters/aws/shared/dynamo-eraser.ts';
import { createDynamoKeyUse } from '../../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoRecordFinder } from '../../adapters/aws/shared/dynamo-record-finder.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createRegistryList } from '../../adapters/aws/shared/registry-store.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createS3SealReader } from '../../adapters/aws/shared/s3-seals.ts';
import type { Hold } from '../../core/registry/hold.ts';
import type { Host } from '../host.ts';
import type { DisposalDependencies } from '../http/disposal-app.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): DisposalDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const table = environment.CORDON_TABLE_DECISIONS;
  const registry = createRegistryList({ dynamodb, table: environment.CORDON_TABLE_REGISTRY });
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({
      dynamodb,
      table: environment.CORDON_TABLE_REGISTRY,
      clock: host.clock,
    }),
    seals: createS3SealReader({
      s3: createS3Client(host.clients),
      bucket: environment.CORDON_BUCKET_LEDGER,
    }),
    finder: createDynamoRecordFinder({ dynamodb, table }),
    eraser: createDynamoEraser({ dynamodb, table }),
    ledger: createDynamoLedger({ dynamodb, table, clock: host.clock }),
    async holds() {
      const holds: Hold[] = [];
      let after: string | undefined;
      do {
        const page = await registry.list('hold', {
          limit: 1000,
          ...(after !== undefined && { after }),
        });
        holds.push(...page.entries.map(({ entry }) => entry));
        after = page.after;
      } while (after !== undefined);
      return holds;
    },
    clock: host.clock,
    random: systemRandom,
    log: host.log,
  };
}
