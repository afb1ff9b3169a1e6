import type { Quarantine } from '../../../ports/quarantine.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { openAttributes } from './open-index.ts';

/** The `quarantine` table, for putting. What is held is in the vault; the item says why and where. */
export function createDynamoQuarantine(options: TableOptions): Quarantine {
  const table = openTable(options, 'heldId');
  return {
    async hold(held) {
      const outcome = await table.create({
        heldId: held.heldId,
        messageId: held.messageId,
        decisionId: held.decisionId,
        entityId: held.entityId,
        lane: held.lane,
        direction: held.direction,
        reasonCode: held.reasonCode,
        recordId: held.recordId,
        ...(held.key === undefined ? {} : { key: held.key }),
        heldAt: held.heldAt,
        // Until somebody has reviewed it.
        ...openAttributes(held.heldId, held.heldAt),
      });
      return outcome === 'created' ? 'held' : 'exists';
    },
  };
}
