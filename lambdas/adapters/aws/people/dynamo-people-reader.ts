import { type Person, personSchema } from '../../../core/people/person.ts';
import type { PeopleReader } from '../../../ports/people.ts';
import { RegistryError } from '../../../ports/registry.ts';
import { createBatchedItems } from '../shared/batched-items.ts';
import type { TableOptions } from '../shared/dynamo-table.ts';
import { readAddressLinks } from './dynamo-address-links.ts';

/** The `people` table for whoever decides: never older than the last change, many at a time. */
export function createDynamoPeopleReader(options: TableOptions): PeopleReader {
  const item = createBatchedItems(options, 'pk');
  const links = readAddressLinks(item);
  return {
    of: (index) => links.of(index),
    async person(key): Promise<Person | undefined> {
      const entry = (await item(`person#${key}`))?.['entry'];
      if (entry === undefined) return undefined;
      const parsed = personSchema.safeParse(entry);
      if (!parsed.success || parsed.data.id !== key) {
        throw new RegistryError(`a person cannot be read: ${key}`);
      }
      return parsed.data;
    },
  };
}
