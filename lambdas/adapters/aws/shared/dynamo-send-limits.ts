import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { DueDay } from '../../../core/send/due-days.ts';
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

const CONDITION_FAILED = ['ConditionalCheckFailedException'] as const;

/**
 * The items `rate#KEY` of the table `requests`: one for each key, so that no key waits for another. A request costs one
 * conditional update, as a rule; when its condition does not hold, because somebody else counted meanwhile, the item is
 * read and it is tried once more. `rate#KEY#DAY` counts what waits for a day, by one conditional update for each.
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
    return await isDone(command);
  }

  async function isDone(command: UpdateCommand): Promise<boolean> {
    const send = () => dynamodb.send(command);
    return (await callExpecting('dynamodb', 'UpdateItem', CONDITION_FAILED, send)).ok;
  }

  /** One that is repeated because its answer was lost counts twice: less may wait for that day, and never more. */
  async function addTo(keyId: string, { day, recipients }: DueDay, most: number): Promise<boolean> {
    if (recipients > most) return false;
    const over = Date.parse(`${day}T00:00:00Z`) + KEPT_MS;
    return await isDone(
      new UpdateCommand({
        TableName: table,
        Key: { pk: `${rateKey(keyId)}#${day}` },
        UpdateExpression: 'SET expiresAt = :expires ADD used :recipients',
        ConditionExpression: 'attribute_not_exists(used) OR used <= :room',
        ExpressionAttributeValues: {
          ':expires': expiryOf(over),
          ':recipients': recipients,
          ':room': most - recipients,
        },
      }),
    );
  }

  /** What was counted for a request of which nothing is sent. Whoever dies before it has them counted: less may wait. */
  async function takeFromDay(keyId: string, { day, recipients }: DueDay): Promise<void> {
    await isDone(
      new UpdateCommand({
        TableName: table,
        Key: { pk: `${rateKey(keyId)}#${day}` },
        UpdateExpression: 'ADD used :less',
        ConditionExpression: 'used >= :recipients',
        ExpressionAttributeValues: { ':less': -recipients, ':recipients': recipients },
      }),
    );
  }

  return {
    async reserve(keyId, days, most) {
      const counted: DueDay[] = [];
      for (const day of days) {
        if (!(await addTo(keyId, day, most))) {
          for (const before of counted) await takeFromDay(keyId, before);
          return day;
        }
        counted.push(day);
      }
      return undefined;
    },
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
