import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { OnceRequest, OnceRequests } from '../../../ports/sent-requests.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { expiryOf } from './expiry.ts';
import { callExpecting, StoredItemError } from './service-error.ts';

export interface DynamoOnceRequestsOptions extends TableOptions {
  readonly clock: Clock;
}

/** As long as senders' own services remember. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Beyond the 14 days that mail lies which could not be handed on, and those in which S3 comes to removing it. */
const KEPT_LATE_MS = 21 * KEPT_MS;
/** Longer than any request takes; after that, whoever had it has died. */
const LEASE_MS = 60_000;

const itemSchema = z.object({
  requestHash: z.string(),
  /** Absent once it is answered. */
  seed: z.string().exactOptional(),
  leaseUntil: z.number(),
  answer: z
    .object({
      kind: z.enum(['accepted', 'held', 'refused']).exactOptional(),
      messageIds: z.array(z.string()),
    })
    .exactOptional(),
});

/**
 * The items `once#KEY#HASH` of the table `requests`. The first write is conditional on there being none, and comes
 * before anything else that a request does: of two at the same instant one is told to wait.
 *
 * @throws StoredItemError, ServiceError
 */
export function createDynamoOnceRequests(options: DynamoOnceRequestsOptions): OnceRequests {
  const { dynamodb, table, clock } = options;
  const items = openTable(options, 'pk');

  async function begin(request: OnceRequest, seed: string, now: number): Promise<boolean> {
    const command = new PutCommand({
      TableName: table,
      Item: {
        pk: pkOf(request),
        requestHash: request.requestHash,
        seed,
        leaseUntil: now + LEASE_MS,
        expiresAt: expiryOf(now + (request.comesAgainLate === true ? KEPT_LATE_MS : KEPT_MS)),
      },
      // DynamoDB removes what has expired when it comes to it, within days.
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': Math.floor(now / 1000) },
    });
    const expected = ['ConditionalCheckFailedException'] as const;
    return (await callExpecting('dynamodb', 'PutItem', expected, () => dynamodb.send(command))).ok;
  }

  return {
    async claim(request, seed) {
      const now = clock.now().getTime();
      if (await begin(request, seed, now)) return { kind: 'claimed', seed };
      const item = await items.get(pkOf(request));
      // Removed between the two: whoever asks again finds nothing there.
      if (item === undefined) return { kind: 'conflict', reason: 'in_progress' };
      const parsed = itemSchema.safeParse(item);
      if (!parsed.success) throw new StoredItemError('a stored request is malformed');
      const { requestHash, answer, leaseUntil, seed: first } = parsed.data;
      if (requestHash !== request.requestHash) return { kind: 'conflict', reason: 'other_request' };
      if (answer !== undefined) return { kind: 'answered', answer };
      if (first === undefined) throw new StoredItemError('a stored request is malformed');
      if (leaseUntil > now) return { kind: 'conflict', reason: 'in_progress' };
      // Whoever had it has died, or could not finish: one of those who see that goes on.
      const taken = await items.change(pkOf(request), {
        update: 'SET leaseUntil = :until',
        condition: 'leaseUntil = :seen AND attribute_not_exists(answer)',
        names: {},
        values: { ':until': now + LEASE_MS, ':seen': leaseUntil },
        returnItem: false,
      });
      return taken === 'refused'
        ? { kind: 'conflict', reason: 'in_progress' }
        : { kind: 'claimed', seed: first };
    },
    async finish(request, answer) {
      await items.change(pkOf(request), {
        // What ids and keys were made from is asked for no more.
        update: 'SET answer = :answer REMOVE seed',
        condition: 'attribute_not_exists(answer)',
        names: {},
        values: { ':answer': answer },
        returnItem: false,
      });
    },
    async abandon(request) {
      await items.change(pkOf(request), {
        update: 'SET leaseUntil = :none',
        condition: 'attribute_not_exists(answer)',
        names: {},
        values: { ':none': 0 },
        returnItem: false,
      });
    },
    async forget(request) {
      // As one whose day has passed: the next claim begins anew.
      await items.change(pkOf(request), {
        update: 'SET expiresAt = :past REMOVE seed',
        condition: 'attribute_not_exists(answer)',
        names: {},
        values: { ':past': 0 },
        returnItem: false,
      });
    },
  };
}

function pkOf({ keyId, keyHash }: OnceRequest): string {
  return `once#${keyId}#${keyHash}`;
}
