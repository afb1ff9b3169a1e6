import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DeliveryQuery, DeliverySummary, OutboxDesk } from '../../../ports/outbox.ts';
import { deliveryFields, stateShard } from './delivery-item.ts';
import { openTable, queryPage, type Item, type TableOptions } from './dynamo-table.ts';
import { openAttributes } from './open-index.ts';
import { callService, StoredItemError } from './service-error.ts';
import { HEARD_ATTRIBUTES, OPEN_SHARDS } from './table-definitions.ts';

const summarySchema = z.object({
  ...deliveryFields,
  // Of the body its kind alone is asked for.
  body: z.object({ kind: z.enum(['sealed', 'closed', 'clear', 'object']) }),
  failure: z.string().exactOptional(),
  deliveredAt: z.string().exactOptional(),
  receipt: z.string().exactOptional(),
  latencyMs: z.number().exactOptional(),
});

/** Ids asked for at once, of one shard. */
const PAGE = 200;
/** Pages of one list; a search that needs more must be narrowed. */
const MAX_PAGES = 400;
/** Deliveries read side by side. */
const AT_ONCE = 16;

/**
 * One lane's outbox, for an officer. Bodies stay where they are: they are not asked for.
 *
 * @throws StoredItemError, ServiceError
 */
export function createDynamoOutboxDesk(options: TableOptions): OutboxDesk {
  const { dynamodb, table } = options;
  const items = openTable(options, 'deliveryId');

  async function show(deliveryId: string): Promise<DeliverySummary | undefined> {
    const names = Object.keys(summarySchema.shape).filter((name) => name !== 'body');
    const command = new GetCommand({
      TableName: table,
      Key: { deliveryId },
      ConsistentRead: true,
      ProjectionExpression: [...names.map((name) => `#${name}`), '#body.#kind'].join(', '),
      ExpressionAttributeNames: Object.fromEntries(
        [...names, 'body', 'kind'].map((name) => [`#${name}`, name]),
      ),
    });
    const { Item: item } = await callService('dynamodb', 'GetItem', () => dynamodb.send(command));
    // A gate is no delivery.
    if (item?.['messageId'] === undefined) return undefined;
    const parsed = summarySchema.safeParse(item);
    if (!parsed.success) throw new StoredItemError('a stored delivery is malformed');
    const { body, ...rest } = parsed.data;
    return { ...rest, body: body.kind === 'object' ? 'clear' : body.kind };
  }

  return {
    show,
    async list(query) {
      const shards = Array.from({ length: OPEN_SHARDS }, (_, shard) => String(shard));
      const found = (await Promise.all(shards.map((shard) => idsOf(options, query, shard)))).flat();
      const newest = found
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0))
        .slice(0, query.limit);
      const shown: (DeliverySummary | undefined)[] = [];
      for (let at = 0; at < newest.length; at += AT_ONCE) {
        const some = newest.slice(at, at + AT_ONCE).map(({ deliveryId }) => show(deliveryId));
        shown.push(...(await Promise.all(some)));
      }
      // The index follows the table with a delay: what has moved on meanwhile is of another state.
      return shown.filter((one) => one !== undefined).filter(({ state }) => state === query.state);
    },
    async replay(deliveryId, now) {
      const due = now.toISOString();
      const outcome = await items.change(deliveryId, {
        update:
          'SET #state = :pending, stateShard = :shard, attempts = :none, dueAt = :due,' +
          ' openShard = :openShard, openSince = :openSince, replayedAt = :due',
        returnItem: false,
        condition: '#state = :dead',
        names: { '#state': 'state' },
        values: {
          ':pending': 'pending',
          ':dead': 'dead',
          ':none': 0,
          ':due': due,
          ':shard': stateShard(deliveryId, 'pending'),
          ...prefixed(openAttributes(deliveryId, due)),
        },
      });
      return outcome !== 'refused';
    },
    async destroySpentKey(deliveryId) {
      await items.change(deliveryId, {
        update: 'REMOVE #body.#bodyKey',
        condition: '#body.#kind = :closed AND (#state <> :pending OR attribute_exists(#tlsFailed))',
        names: {
          ...{ '#body': 'body', '#bodyKey': 'key', '#kind': 'kind', '#state': 'state' },
          '#tlsFailed': HEARD_ATTRIBUTES.tls_failed,
        },
        values: { ':closed': 'closed', ':pending': 'pending' },
        returnItem: false,
      });
    },
  };
}

interface Listed {
  readonly deliveryId: string;
  readonly createdAt: string;
}

/** One shard of a list, newest first. The destination stands in the id. */
async function idsOf(
  { dynamodb, table }: TableOptions,
  { state, since, until, destinationId, limit }: DeliveryQuery,
  shard: string,
): Promise<Listed[]> {
  const found: Listed[] = [];
  let start: Item | undefined;
  let pages = 0;
  do {
    const page = await queryPage(dynamodb, {
      TableName: table,
      IndexName: 'by-state',
      KeyConditionExpression: 'stateShard = :shard AND createdAt BETWEEN :since AND :until',
      ExpressionAttributeValues: {
        ':shard': `${state}#${shard}`,
        ':since': since,
        ':until': until,
      },
      ScanIndexForward: false,
      Limit: PAGE,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    for (const item of page.items) {
      const deliveryId = String(item['deliveryId']);
      if (destinationId !== undefined && !deliveryId.endsWith(`~${destinationId}`)) continue;
      found.push({ deliveryId, createdAt: String(item['createdAt']) });
    }
    start = page.next;
    pages += 1;
  } while (start !== undefined && found.length < limit && pages < MAX_PAGES / OPEN_SHARDS);
  return found.slice(0, limit);
}

function prefixed(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [`:${name}`, value]));
}
