import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { KeyUse, KeyUseReader } from '../../../ports/key-use.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { callExpecting } from './service-error.ts';

export interface DynamoKeyUseOptions extends TableOptions {
  readonly clock: Clock;
}

const HOUR_MS = 60 * 60 * 1000;
/** Keys remembered; one that is pushed out is asked about again, which changes nothing. */
const MAX_KEYS = 1_000;

/**
 * The registry's items `keyuse#ID`: apart from the keys themselves, so that whoever authenticates senders may write
 * these and never a key (IAM names the leading part).
 */
export function createDynamoKeyUse(options: DynamoKeyUseOptions): KeyUse & KeyUseReader {
  const { dynamodb, table, clock } = options;
  const items = openTable(options, 'pk');
  const noted = new LRUCache<string, number>({ max: MAX_KEYS });

  return {
    async note(keyId) {
      const now = clock.now();
      const last = noted.get(keyId);
      if (last !== undefined && now.getTime() - last < HOUR_MS) return;
      const command = new UpdateCommand({
        TableName: table,
        Key: { pk: useKey(keyId) },
        UpdateExpression: 'SET lastUsedAt = :now',
        // Another copy of this function may have noted it within the hour.
        ConditionExpression: 'attribute_not_exists(lastUsedAt) OR lastUsedAt <= :hourAgo',
        ExpressionAttributeValues: {
          ':now': now.toISOString(),
          ':hourAgo': new Date(now.getTime() - HOUR_MS).toISOString(),
        },
      });
      await callExpecting('dynamodb', 'UpdateItem', ['ConditionalCheckFailedException'], () =>
        dynamodb.send(command),
      );
      noted.set(keyId, now.getTime());
    },

    async lastUsed(keyId) {
      const item = await items.get(useKey(keyId));
      const at = item?.['lastUsedAt'];
      return typeof at === 'string' ? at : undefined;
    },
  };
}

function useKey(keyId: string): string {
  return `keyuse#${keyId}`;
}
