import {
  TABLE_DEFINITIONS,
  type TableIndex,
} from '../../lambdas/adapters/aws/shared/table-definitions.ts';

/** What one piece of work asks of the services. */
export interface Counted {
  dynamoDbWriteUnits: number;
  dynamoDbReadUnits: number;
  /** Bytes of items that were put, as they are stored. */
  dynamoDbBytes: number;
  kmsRequests: number;
  s3Puts: number;
  s3Gets: number;
  /** Messages that were put into a queue; each is received and deleted once. */
  sqsMessages: number;
  sesMails: number;
  secretsRequests: number;
  lambdaInvokes: number;
  logLines: number;
}

export function nothing(): Counted {
  return {
    ...{ dynamoDbWriteUnits: 0, dynamoDbReadUnits: 0, dynamoDbBytes: 0, kmsRequests: 0 },
    ...{ s3Puts: 0, s3Gets: 0, sqsMessages: 0, sesMails: 0, secretsRequests: 0 },
    ...{ lambdaInvokes: 0, logLines: 0 },
  };
}

interface Call {
  readonly service: string;
  /** Of the target header; empty for S3, SES and Lambda. */
  readonly operation: string;
  readonly method: string;
  readonly asked: Buffer;
  readonly answered: Buffer;
}

/** Adds a call to what was counted. What the gateway's own timers ask (queries of the sweeper and the sealer) is left out. */
export function countCall(counted: Counted, call: Call): void {
  const { service, operation, method, asked, answered } = call;
  switch (service) {
    case 'dynamodb':
      countItems(counted, operation, parse(asked), parse(answered));
      return;
    case 'kms':
      counted.kmsRequests += 1;
      return;
    case 's3':
      if (method === 'PUT') counted.s3Puts += 1;
      else counted.s3Gets += 1;
      return;
    case 'sqs':
      if (operation === 'SendMessage') counted.sqsMessages += 1;
      if (operation === 'SendMessageBatch') {
        counted.sqsMessages += (parse(asked)['Entries'] as readonly unknown[]).length;
      }
      return;
    case 'ses':
      counted.sesMails += 1;
      return;
    case 'secretsManager':
      counted.secretsRequests += 1;
      return;
    case 'lambda':
      counted.lambdaInvokes += 1;
      return;
    default:
      return;
  }
}

type Json = Readonly<Record<string, unknown>>;

function parse(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    return {};
  }
}

const PREFIX = 'cordon-';

function countItems(counted: Counted, operation: string, asked: Json, answered: Json): void {
  const consumed = capacityOf(answered['ConsumedCapacity']);
  const table = TABLE_DEFINITIONS.find(({ name }) => `${PREFIX}${name}` === asked['TableName']);
  switch (operation) {
    case 'GetItem':
    case 'BatchGetItem':
      counted.dynamoDbReadUnits += consumed;
      return;
    case 'PutItem': {
      const item = asked['Item'] as Json;
      // The emulator counts the table alone; each index that the item is in is written, too.
      const indexes = (table?.indexes ?? []).filter(({ partitionKey }) => partitionKey in item);
      const size = sizeOf(item);
      counted.dynamoDbBytes += size * (1 + indexes.filter(isWhole).length) + 100;
      counted.dynamoDbWriteUnits +=
        consumed +
        indexes.reduce((sum, index) => sum + (isWhole(index) ? Math.ceil(size / 1024) : 1), 0);
      return;
    }
    case 'UpdateItem': {
      const update = String(asked['UpdateExpression']);
      const units = (table?.indexes ?? []).map((index) => unitsOfUpdate(update, index));
      counted.dynamoDbWriteUnits += consumed + units.reduce((sum, one) => sum + one, 0);
      return;
    }
    case 'DeleteItem':
      counted.dynamoDbWriteUnits += consumed;
      return;
    default:
      // Queries are the sweeper's and the sealer's.
      return;
  }
}

/**
 * Writes that an update causes in an index: one to take the item out, two to move it, one of any change where the index holds all of
 * the item. Nothing here waits for an order, so nothing is taken out of the index for that.
 */
function unitsOfUpdate(update: string, index: TableIndex): number {
  const [set = '', removed = ''] = update.split(' REMOVE ');
  if (removed.includes(index.partitionKey)) return index.name === 'by-order' ? 0 : 1;
  const moves = set.includes(index.partitionKey) || set.includes(index.sortKey);
  return moves ? 2 : Number(isWhole(index));
}

const isWhole = ({ projection }: { readonly projection: string }): boolean => projection === 'ALL';

function capacityOf(consumed: unknown): number {
  if (Array.isArray(consumed))
    return consumed.reduce<number>((sum, one) => sum + capacityOf(one), 0);
  const units = (consumed as { CapacityUnits?: number } | undefined)?.CapacityUnits;
  return units ?? 0;
}

/** Bytes of an item, about as DynamoDB counts them: names and values. */
function sizeOf(item: Json): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + name.length + valueSize(value),
    0,
  );
}

function valueSize(value: unknown): number {
  const [[kind, held] = ['', '']] = Object.entries(value as Json);
  if (kind === 'B') return Buffer.from(String(held), 'base64').byteLength;
  if (typeof held === 'string') return Buffer.byteLength(held);
  return Buffer.byteLength(JSON.stringify(held ?? ''));
}
