import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AddressLinksWriter } from '../../../ports/people.ts';
import { openTable, type TableOptions } from '../shared/dynamo-table.ts';
import { callService } from '../shared/service-error.ts';

/** More people than share an address; an item has an end. */
export const MAX_LINKS = 1000;

/**
 * Items `address#INDEX` of the `people` table: the keys of everybody who has the address, as a set, so that
 * two who add themselves at once are both in it.
 */
export function createDynamoAddressLinks(options: TableOptions): AddressLinksWriter {
  const { dynamodb, table } = options;
  const items = openTable(options, 'pk');
  const change = async (verb: 'ADD' | 'DELETE', index: string, key: string): Promise<void> => {
    const command = new UpdateCommand({
      TableName: table,
      Key: { pk: linkKey(index) },
      UpdateExpression: `${verb} people :person`,
      ExpressionAttributeValues: { ':person': new Set([key]) },
    });
    await callService('dynamodb', 'UpdateItem', () => dynamodb.send(command));
  };
  return {
    async of(index) {
      const people = (await items.get(linkKey(index)))?.['people'];
      return people instanceof Set ? [...people].map(String).toSorted().slice(0, MAX_LINKS) : [];
    },
    add: (index, key) => change('ADD', index, key),
    remove: (index, key) => change('DELETE', index, key),
  };
}

function linkKey(index: string): string {
  return `address#${index}`;
}
