import {
  INBOUND_STATES,
  INBOUND_TRANSITIONS,
  type InboundMessage,
  type InboundState,
} from '../../../core/message/inbound-message.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { InboundMessages } from '../../../ports/inbound-messages.ts';
import { createDynamoKeptInbound } from './dynamo-kept-inbound.ts';
import { openTable, queryPage, type TableOptions } from './dynamo-table.ts';
import { fromInboundItem } from './inbound-message-item.ts';
import { REMOVE_FROM_OPEN } from './open-index.ts';

export interface DynamoInboundMessagesOptions extends TableOptions {
  readonly clock: Clock;
}

/** A finished message keeps nobody waiting. */
const REMOVE = `${REMOVE_FROM_OPEN}, orderKey, orderAt`;

/** A transition that the item's state does not allow, or of an item that does not exist. */
export class InboundTransitionError extends Error {
  override readonly name = 'InboundTransitionError';
}

/** The worker's view of the `messages` table: conditional transitions of one item. */
export function createDynamoInboundMessages(
  options: DynamoInboundMessagesOptions,
): InboundMessages {
  const table = openTable(options, 'key');

  const { find } = createDynamoKeptInbound(options);

  /**
   * Moves to `to` from any state that may; otherwise nothing changes.
   *
   * @returns the message as it now is.
   * @throws InboundTransitionError when there is none.
   */
  async function move(
    key: string,
    to: InboundState,
    update: string,
    values: Record<string, unknown> = {},
  ): Promise<InboundMessage> {
    const from = INBOUND_STATES.filter((state) => INBOUND_TRANSITIONS[state].includes(to));
    const outcome = await table.change(key, {
      update,
      returnItem: true,
      condition: `#state IN (${from.map((_, i) => `:from${i}`).join(', ')})`,
      names: { '#state': 'state' },
      values: {
        ...values,
        ':to': to,
        ...Object.fromEntries(from.map((state, i) => [`:from${i}`, state])),
      },
    });
    const message = outcome === 'refused' ? await find(key) : fromInboundItem(outcome);
    if (message === undefined) throw new InboundTransitionError('no such message');
    return message;
  }

  return {
    find,
    markDecided: (key, decisions) =>
      move(key, 'decided', 'SET #state = :to, decisions = :decisions, openSince = :now', {
        ':decisions': JSON.stringify(decisions),
        ':now': options.clock.now().toISOString(),
      }),
    async markRouted(key) {
      const { state } = await move(key, 'routed', `SET #state = :to ${REMOVE}`);
      if (state !== 'routed') {
        throw new InboundTransitionError('only a decided message can be routed');
      }
    },
    async putOff(key, until, waiting) {
      await table.change(key, {
        update: `SET dueAt = :until, openSince = :until${waiting === undefined ? '' : ', waiting = :waiting'}`,
        returnItem: false,
        condition: '#state IN (:received, :decided)',
        names: { '#state': 'state' },
        values: {
          ':until': until.toISOString(),
          ':received': 'received',
          ':decided': 'decided',
          ...(waiting === undefined ? {} : { ':waiting': [...waiting] }),
        },
      });
    },
    async firstInOrder(sourceId, limit) {
      const { items } = await queryPage(options.dynamodb, {
        TableName: options.table,
        IndexName: 'by-order',
        KeyConditionExpression: 'orderKey = :source',
        ExpressionAttributeValues: { ':source': sourceId },
        Limit: limit,
      });
      return items.map((item) => String(item['key']));
    },
    async markFailed(key) {
      // When it is routed, another worker finished it: that stands.
      await move(key, 'failed', `SET #state = :to ${REMOVE}`);
    },
  };
}
