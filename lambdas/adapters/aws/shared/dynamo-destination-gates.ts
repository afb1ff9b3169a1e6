import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { NEW_GATE, type GateState } from '../../../core/deliver/gate.ts';
import type { DestinationGates } from '../../../ports/destination-gates.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { callExpecting, StoredItemError } from './service-error.ts';

const time = z.number().nonnegative();
const stateSchema: z.ZodType<GateState> = z.object({
  leases: z.record(z.string(), time),
  nextAt: time,
  failures: z.number().int().nonnegative(),
  failingSince: time.exactOptional(),
  openUntil: time.exactOptional(),
  lastSuccessAt: time.exactOptional(),
  disabledAt: time.exactOptional(),
});

/**
 * The items `gate#DESTINATION` of a lane's outbox, which its deliverer may read and change anyway. No delivery has
 * such an id.
 *
 * @throws StoredItemError, ServiceError
 */
export function createDynamoDestinationGates(options: TableOptions): DestinationGates {
  const { dynamodb, table } = options;
  const items = openTable(options, 'deliveryId');
  return {
    async read(destinationId) {
      const item = await items.get(gateKey(destinationId));
      if (item === undefined) return { state: NEW_GATE, revision: 0 };
      const state = stateSchema.safeParse(item['gate']);
      const revision = z.number().int().safeParse(item['revision']);
      if (!state.success || !revision.success) throw new StoredItemError('a gate is malformed');
      return { state: state.data, revision: revision.data };
    },
    async write(destinationId, { state, revision }) {
      const command = new UpdateCommand({
        TableName: table,
        Key: { deliveryId: gateKey(destinationId) },
        UpdateExpression: 'SET gate = :gate, revision = :next',
        ConditionExpression: 'attribute_not_exists(revision) OR revision = :revision',
        ExpressionAttributeValues: {
          ':gate': state,
          ':revision': revision,
          ':next': revision + 1,
        },
      });
      const answer = await callExpecting(
        'dynamodb',
        'UpdateItem',
        ['ConditionalCheckFailedException'],
        () => dynamodb.send(command),
      );
      return answer.ok;
    },
  };
}

function gateKey(destinationId: string): string {
  return `gate#${destinationId}`;
}
