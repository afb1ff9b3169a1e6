import type { RecordPresence } from '../../../ports/canary.ts';
import { queryPage, type TableOptions } from './dynamo-table.ts';

/** The `decisions` table by its index of ids, which holds keys and nothing of what was decided. */
export function createDynamoRecordPresence({ dynamodb, table }: TableOptions): RecordPresence {
  return {
    async has(recordId) {
      const { items } = await queryPage(dynamodb, {
        TableName: table,
        IndexName: 'by-id',
        KeyConditionExpression: 'recordId = :id',
        ExpressionAttributeValues: { ':id': recordId },
        Limit: 1,
      });
      return items.length > 0;
    },
  };
}
