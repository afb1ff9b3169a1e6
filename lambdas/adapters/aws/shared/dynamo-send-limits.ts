import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import {
  daysOf,
  latestFull,
  movedOn,
  takeFrom,
  windowOf,
  type RateMove,
  type RateState,
  type SendLimit,
} from '../../../core/send/rate-limit.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SendLimits } from '../../../ports/send-limits.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { expiryOf } from './expiry.ts';
import { callExpecting } from './service-error.ts';

export interface DynamoSendLimitsOptions extends TableOptions {
  readonly clock: Clock;
}

const stateSchema = z.object({ fullAt: z.number(), day: z.string(), used: z.number() });
const NEVER: RateState = { fullAt: 0, day: '', used: 0 };

const MAX_KEYS = 1_000;
/** Beyond it, others count for the same key without a pause: that key sends too much. */
const MAX_TRIES = 5;
/** A key that has sent nothing for so long starts anew anyway. */
const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

/**
 * The items `rate#KEY` of the table `requests`: one for each key, so that no key waits for another. A request costs one
 * conditional update, as a rule; when its condition does not hold, because somebody else counted meanwhile, the item is
 * read and it is tried once more.
 */
export function createDynamoSendLimits(options: DynamoSendLimitsOptions): SendLimits {
  const { dynamodb, table, clock } = options;
  const items = openTable(options, 'pk');
  /** As last seen: only a guess of which update will hold. */
  const seen = new LRUCache<string, RateState>({ max: MAX_KEYS });

  async function read(keyId: string): Promise<RateState> {
    return stateSchema.safeParse(await items.get(rateKey(keyId))).data ?? NEVER;
  }

  async function move(
    keyId: string,
    recipients: number,
    limit: SendLimit,
    { bucket, day, cost }: RateMove,
    now: number,
  ): Promise<boolean> {
    const { today, tomorrow } = daysOf(now);
    const starts = bucket === 'start';
    const counts = day === 'add';
    const values = {
      ':now': now,
      ':today': today,
      ':tomorrow': tomorrow,
      ':recipients': recipients,
      ':expires': expiryOf(now + KEPT_MS),
      ...(starts
        ? { ':full': now + cost, ':latest': latestFull(limit, cost, now) }
        : { ':cost': cost, ':room': now + windowOf(limit) - cost }),
      ...(counts ? { ':usable': limit.perDay - recipients } : {}),
    };
    const command = new UpdateCommand({
      TableName: table,
      Key: { pk: rateKey(keyId) },
      UpdateExpression: [
        `SET expiresAt = :expires, fullAt = ${starts ? ':full' : 'fullAt + :cost'}`,
        counts ? 'used = used + :recipients' : '#day = :today, used = :recipients',
      ].join(', '),
      ConditionExpression: [
        starts
          ? '(attribute_not_exists(fullAt) OR fullAt <= :now OR fullAt > :latest)'
          : '(fullAt > :now AND fullAt <= :room)',
        counts
          ? '(#day >= :today AND #day <= :tomorrow AND used <= :usable)'
          : '(attribute_not_exists(#day) OR #day < :today OR #day > :tomorrow)',
      ].join(' AND '),
      ExpressionAttributeNames: { '#day': 'day' },
      ExpressionAttributeValues: values,
    });
    const expected = ['ConditionalCheckFailedException'] as const;
    return (await callExpecting('dynamodb', 'UpdateItem', expected, () => dynamodb.send(command)))
      .ok;
  }

  return {
    async take(keyId, recipients, limit) {
      let state = seen.get(keyId);
      let isFresh = false;
      for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
        const now = clock.now().getTime();
        const answer = takeFrom(state, recipients, limit, now);
        if (answer.kind === 'limited' && isFresh) return answer.retryAt;
        if (answer.kind === 'move' && (await move(keyId, recipients, limit, answer, now))) {
          seen.set(keyId, movedOn(state, answer, recipients, now));
          return undefined;
        }
        state = await read(keyId);
        isFresh = true;
        seen.set(keyId, state);
      }
      return new Date(clock.now().getTime() + 1000);
    },
  };
}

function rateKey(keyId: string): string {
  return `rate#${keyId}`;
}
