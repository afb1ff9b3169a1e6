import * as z from 'zod';
import { SETTLEMENTS, type HeldSummary } from '../../../core/message/held-message.ts';
import { DIRECTIONS, LANES } from '../../../core/vocabulary.ts';
import type { QuarantineBacklog, QuarantineDesk } from '../../../ports/quarantine.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { listOpen, listOpenSince, REMOVE_FROM_OPEN } from './open-index.ts';
import { StoredItemError } from './service-error.ts';
import { REVIEW_ATTRIBUTES } from './table-definitions.ts';

const itemSchema = z.object({
  heldId: z.string(),
  messageId: z.string(),
  decisionId: z.string().exactOptional(),
  entityId: z.string(),
  lane: z.enum(LANES),
  direction: z.enum(DIRECTIONS),
  reasonCode: z.string(),
  heldAt: z.string(),
  settledAs: z.enum(SETTLEMENTS).exactOptional(),
  settledAt: z.string().exactOptional(),
});

/** Items read side by side. */
const AT_ONCE = 16;
/** The index is of times before another one: whatever there is was held before this. */
const EVER = new Date('9999-01-01T00:00:00.000Z');

/**
 * The `quarantine` table, for an officer: attributes are named, and where the message is, and its key, are not among them.
 *
 * @throws StoredItemError, ServiceError
 */
export function createDynamoQuarantineDesk(options: TableOptions): QuarantineDesk {
  const table = openTable(options, 'heldId');

  async function show(heldId: string): Promise<HeldSummary | undefined> {
    const item = await table.get(heldId, REVIEW_ATTRIBUTES);
    if (item === undefined) return undefined;
    const parsed = itemSchema.safeParse(item);
    if (!parsed.success) throw new StoredItemError('a stored held message is malformed');
    const { settledAs, settledAt, ...held } = parsed.data;
    if (settledAs === undefined || settledAt === undefined) return held;
    return { ...held, settled: { as: settledAs, at: settledAt } };
  }

  return {
    show,
    async waiting(limit) {
      const all = await listOpen(options, 'heldId', EVER, limit + 1);
      const ids = all.slice(0, limit);
      const found: (HeldSummary | undefined)[] = [];
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        found.push(...(await Promise.all(ids.slice(at, at + AT_ONCE).map(show))));
      }
      // The index follows the table with a delay: somebody may have settled it meanwhile.
      const held = found
        .filter((one) => one !== undefined)
        .filter(({ settled }) => settled === undefined);
      return { held, more: all.length > limit };
    },
    async settle(heldId, as, at) {
      const outcome = await table.change(heldId, {
        update: `SET settledAs = :as, settledAt = :at ${REMOVE_FROM_OPEN}`,
        condition: 'attribute_not_exists(settledAt)',
        names: {},
        values: { ':as': as, ':at': at.toISOString() },
        returnItem: false,
      });
      return outcome !== 'refused';
    },
  };
}

/** The same table for whoever looks how long things have waited: its sparse index, and nothing else of it. */
export function createDynamoQuarantineBacklog(options: TableOptions): QuarantineBacklog {
  return {
    async waitingSince(before, limit) {
      const waiting = await listOpenSince(options, 'heldId', before, limit);
      return waiting.map(({ since }) => since);
    },
  };
}
