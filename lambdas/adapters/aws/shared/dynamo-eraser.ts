import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Eraser } from '../../../ports/eraser.ts';
import type { TableOptions } from './dynamo-table.ts';
import { minuteOf, recordsKey } from './ledger-keys.ts';
import { callService } from './service-error.ts';
import { shardOf } from './shard.ts';
import { LEDGER_SHARDS } from './table-definitions.ts';

/** Deletes items of the `decisions` table, for retention alone. */
export function createDynamoEraser({ dynamodb, table }: TableOptions): Eraser {
  return {
    async erase(key) {
      const shard = shardOf(key.slice(key.indexOf('#') + 1), LEDGER_SHARDS);
      const command = new DeleteCommand({
        TableName: table,
        Key: { minuteShard: recordsKey(minuteOf(key), shard), timeAndId: key },
      });
      await callService('dynamodb', 'DeleteItem', () => dynamodb.send(command));
    },
  };
}
