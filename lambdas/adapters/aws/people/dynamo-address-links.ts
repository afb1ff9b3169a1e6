import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../ports/clock.ts';
import type { AddressLinks, AddressLinksWriter } from '../../../ports/people.ts';
import { openTable, type Item, type TableOptions } from '../shared/dynamo-table.ts';
import { callService } from '../shared/service-error.ts';

/** More people than share an address; an item has an end. */
export const MAX_LINKS = 1000;

/**
 * Items `address#INDEX` of the `people` table: the keys of everybody who has the address, as a set, so that
 * two who add themselves at once are both in it.
 */
export function readAddressLinks(item: (pk: string) => Promise<Item | undefined>): AddressLinks {
  return {
    async of(index) {
      const people = (await item(linkKey(index)))?.['people'];
      return people instanceof Set ? [...people].map(String).toSorted().slice(0, MAX_LINKS) : [];
    },
  };
}

export function createDynamoAddressLinks(
  options: TableOptions & { readonly clock: Clock },
): AddressLinksWriter {
  const { dynamodb, table, clock } = options;
  const items = openTable(options, 'pk');
  const reader = readAddressLinks((pk) => items.get(pk));
  const update = async (
    index: string,
    expression: string,
    values: Record<string, unknown>,
  ): Promise<void> => {
    const command = new UpdateCommand({
      TableName: table,
      Key: { pk: linkKey(index) },
      UpdateExpression: expression,
      ExpressionAttributeValues: values,
    });
    await callService('dynamodb', 'UpdateItem', () => dynamodb.send(command));
  };
  return {
    of: (index) => reader.of(index),
    add: (index, key) =>
      update(index, 'ADD people :person SET lastAddedAt = :now', {
        ':person': new Set([key]),
        ':now': clock.now().toISOString(),
      }),
    remove: (index, key) => update(index, 'DELETE people :person', { ':person': new Set([key]) }),
    async removeStale(index, keys, before) {
      await items.change(linkKey(index), {
        update: 'DELETE people :people',
        // A link that is being made now must stay: who it leads to comes after it.
        condition: 'attribute_not_exists(#added) OR #added < :before',
        names: { '#added': 'lastAddedAt' },
        values: { ':people': new Set(keys), ':before': before.toISOString() },
        returnItem: false,
      });
    },
  };
}

function linkKey(index: string): string {
  return `address#${index}`;
}
