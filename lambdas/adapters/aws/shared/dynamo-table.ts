import {
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { callExpecting, callService } from './service-error.ts';

const CONDITION_FAILED = ['ConditionalCheckFailedException'] as const;

/** One attribute map, before it is parsed. */
export type Item = Record<string, unknown>;

export interface TableOptions {
  readonly dynamodb: DynamoDBDocumentClient;
  /** Physical name. */
  readonly table: string;
}

/** A conditional change of one item: what must hold, and what becomes of it. */
export interface Change {
  /** DynamoDB update expression. */
  readonly update: string;
  /** Condition expression. */
  readonly condition: string;
  readonly names: Record<string, string>;
  readonly values: Record<string, unknown>;
  /** Whether the whole item comes back; it may be large. */
  readonly returnItem: boolean;
}

/**
 * The four calls that the adapters need, on one table whose partition key is its whole key. Every
 * failure is a ServiceError; a condition that does not hold is an answer.
 */
export interface Table {
  /**
   * Strongly consistent.
   *
   * @param attributes all that is asked for, for roles that may see no more; absent: the whole item
   */
  get(id: string, attributes?: readonly string[]): Promise<Item | undefined>;
  /** Writes an item whose key nobody has used; `exists` leaves the first one as it is. */
  create(item: Item): Promise<'created' | 'exists'>;
  /**
   * @returns the item as it now is (nothing of it, unless asked for), or `refused` when it is missing
   * or the condition does not hold.
   */
  change(id: string, change: Change): Promise<Item | 'refused'>;
  /** Takes a key that nobody has used, by an update: for roles that may change some attributes and put nothing. */
  occupy(id: string, item: Item): Promise<'created' | 'exists'>;
}

export function openTable({ dynamodb, table }: TableOptions, key: string): Table {
  return {
    async get(id, attributes) {
      const command = new GetCommand({
        TableName: table,
        Key: { [key]: id },
        ConsistentRead: true,
        ...(attributes === undefined
          ? {}
          : {
              ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
              ExpressionAttributeNames: Object.fromEntries(
                attributes.map((name) => [`#${name}`, name]),
              ),
            }),
      });
      const answer = await callService('dynamodb', 'GetItem', () => dynamodb.send(command));
      return answer.Item;
    },
    create: (item) => createItem({ dynamodb, table }, key, item),
    async change(id, { update, condition, names, values, returnItem }) {
      const command = new UpdateCommand({
        TableName: table,
        Key: { [key]: id },
        UpdateExpression: update,
        // Without this an update of a missing item would create a partial one.
        ConditionExpression: `attribute_exists(#key) AND (${condition})`,
        ExpressionAttributeNames: { ...names, '#key': key },
        ExpressionAttributeValues: values,
        ReturnValues: returnItem ? 'ALL_NEW' : 'NONE',
      });
      const answer = await callExpecting('dynamodb', 'UpdateItem', CONDITION_FAILED, () =>
        dynamodb.send(command),
      );
      return answer.ok ? (answer.value.Attributes ?? {}) : 'refused';
    },
    async occupy(id, item) {
      const names = Object.keys(item);
      const command = new UpdateCommand({
        TableName: table,
        Key: { [key]: id },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: {
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
          '#key': key,
        },
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(item).map(([name, value]) => [`:${name}`, value]),
        ),
        ReturnValues: 'NONE',
      });
      const answer = await callExpecting('dynamodb', 'UpdateItem', CONDITION_FAILED, () =>
        dynamodb.send(command),
      );
      return answer.ok ? 'created' : 'exists';
    },
  };
}

/** Puts an item unless one with the same key is there. `key` is any attribute of the primary key. */
export async function createItem(
  { dynamodb, table }: TableOptions,
  key: string,
  item: Item,
): Promise<'created' | 'exists'> {
  const command = new PutCommand({
    TableName: table,
    Item: item,
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': key },
  });
  const answer = await callExpecting('dynamodb', 'PutItem', CONDITION_FAILED, () =>
    dynamodb.send(command),
  );
  return answer.ok ? 'created' : 'exists';
}

/** One page of a query. */
export async function queryPage(
  dynamodb: DynamoDBDocumentClient,
  input: QueryCommandInput,
): Promise<{ readonly items: readonly Item[]; readonly next: Item | undefined }> {
  const command = new QueryCommand(input);
  const answer = await callService('dynamodb', 'Query', () => dynamodb.send(command));
  return { items: answer.Items ?? [], next: answer.LastEvaluatedKey };
}
