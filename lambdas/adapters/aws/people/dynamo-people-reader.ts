import { type Person, personSchema } from '../../../core/people/person.ts';
import type { PeopleReader } from '../../../ports/people.ts';
import { RegistryError } from '../../../ports/registry.ts';
import { openTable, type TableOptions } from '../shared/dynamo-table.ts';

import { readAddressLinks } from './dynamo-address-links.ts';

/** The `people` table for whoever decides: single reads, never older than the last change. */
export function createDynamoPeopleReader(options: TableOptions): PeopleReader {
  const table = openTable(options, 'pk');
  const links = readAddressLinks(options);
  return {
    of: (index) => links.of(index),
    async person(key): Promise<Person | undefined> {
      const item = await table.get(`person#${key}`);
      if (item?.['entry'] === undefined) return undefined;
      const parsed = personSchema.safeParse(item['entry']);
      if (!parsed.success || parsed.data.id !== key) {
        throw new RegistryError(`a person cannot be read: ${key}`);
      }
      return parsed.data;
    },
  };
}
