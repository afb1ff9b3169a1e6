import { POLICY_ID, POLICY_KIND } from '../../../core/decide/policy-entry.ts';
import type { PublishedPolicy } from '../../../ports/policy.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { entryKey, readEntry } from './registry-key.ts';

/** The published policy in the registry's table, for those who decide by it and change nothing. */
export function createDynamoPublishedPolicy(options: TableOptions): PublishedPolicy {
  const table = openTable(options, 'pk');
  return {
    async read() {
      const item = await table.get(entryKey(POLICY_KIND, POLICY_ID));
      if (item === undefined || item['removed'] === true) return undefined;
      const { version } = item;
      return {
        version: typeof version === 'number' ? version : 1,
        entry: readEntry(item['entry']),
      };
    },
  };
}
