import {
  INBOUND_STATES,
  INBOUND_TRANSITIONS,
  type InboundMessage,
  type InboundState,
} from '../../../core/message/inbound-message.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { InboundMessages } from '../../../ports/inbound-messages.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { fromInboundItem } from './inbound-message-item.ts';
import { REMOVE_FROM_OPEN } from './open-index.ts';

export interface DynamoInboundMessagesOptions extends TableOptions {
  readonly clock: Clock;
}

/** A transition that the item's state does not allow, or of an item that does not exist. */
export class InboundTransitionError extends Error {
  override readonly name = 'InboundTransitionError';
}

/** The worker's view of the `messages` table: conditional transitions of one item. */
export function createDynamoInboundMessages(
  options: DynamoInboundMessagesOptions,
): InboundMessages {
  const table = openTable(options, 'key');

  async function find(key: string): Promise<InboundMessage | undefined> {
    const item = await table.get(key);
    return item === undefined ? undefined : fromInboundItem(item);
  }

  /** Moves to `to` from any state that may; otherwise says what the item is now. */
  async function move(
    key: string,
    to: InboundState,
    update: string,
    values: Record<string, unknown> = {},
  ): Promise<InboundMessage | 'moved'> {
    const from = INBOUND_STATES.filter((state) => INBOUND_TRANSITIONS[state].includes(to));
    const outcome = await table.change(key, {
      update,
      condition: `#state IN (${from.map((_, i) => `:from${i}`).join(', ')})`,
      names: { '#state': 'state' },
      values: {
        ...values,
        ':to': to,
        ...Object.fromEntries(from.map((state, i) => [`:from${i}`, state])),
      },
    });
    if (outcome === 'changed') return 'moved';
    const current = await find(key);
    if (current === undefined) throw new InboundTransitionError('no such message');
    return current;
  }

  return {
    find,
    async markDecided(key, decisions) {
      const outcome = await move(
        key,
        'decided',
        'SET #state = :to, decisions = :decisions, openSince = :now',
        {
          ':decisions': JSON.stringify(decisions),
          ':now': options.clock.now().toISOString(),
        },
      );
      const message = outcome === 'moved' ? await find(key) : outcome;
      if (message === undefined) throw new InboundTransitionError('no such message');
      return message;
    },
    async markRouted(key) {
      const outcome = await move(key, 'routed', `SET #state = :to ${REMOVE_FROM_OPEN}`);
      if (outcome !== 'moved' && outcome.state !== 'routed') {
        throw new InboundTransitionError('only a decided message can be routed');
      }
    },
    async markFailed(key) {
      // Not moved: another worker finished it.
      await move(key, 'failed', `SET #state = :to ${REMOVE_FROM_OPEN}`);
    },
  };
}
