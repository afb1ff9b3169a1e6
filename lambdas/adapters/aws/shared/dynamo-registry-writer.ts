import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../ports/clock.ts';
import type { RegistryWriter } from '../../../ports/registry-writer.ts';
import { RegistryError } from '../../../ports/registry.ts';
import type { TableOptions } from './dynamo-table.ts';
import { REGISTRY_SCHEMAS, registryKey, type RegistryKind } from './registry-key.ts';
import { callService } from './service-error.ts';

export interface DynamoRegistryWriterOptions extends TableOptions {
  readonly clock: Clock;
}

/**
 * Writes registry entries. Each write raises the item's `version` by one and sets `updatedAt`.
 *
 * @throws RegistryError for an entry that the registry would refuse to read.
 */
export function createDynamoRegistryWriter(options: DynamoRegistryWriterOptions): RegistryWriter {
  const { dynamodb, table, clock } = options;

  async function put(kind: RegistryKind, id: string, entry: unknown): Promise<void> {
    const parsed = REGISTRY_SCHEMAS[kind].safeParse(entry);
    // The id is named only when it is one, so that a mistaken value is not repeated.
    if (!parsed.success) throw new RegistryError(`not a valid registry entry of kind ${kind}`);
    const command = new UpdateCommand({
      TableName: table,
      Key: { pk: registryKey(kind, id) },
      UpdateExpression: 'SET #entry = :entry, #updatedAt = :now ADD #version :one',
      ExpressionAttributeNames: {
        '#entry': 'entry',
        '#updatedAt': 'updatedAt',
        '#version': 'version',
      },
      ExpressionAttributeValues: {
        ':entry': parsed.data,
        ':now': clock.now().toISOString(),
        ':one': 1,
      },
    });
    await callService('dynamodb', 'UpdateItem', () => dynamodb.send(command));
  }

  return {
    putSource: (source) => put('source', source.id, source),
    putDestination: (destination) => put('destination', destination.id, destination),
    putVendor: (vendor) => put('vendor', vendor.id, vendor),
    putAccessKey: (key) => put('key', key.id, key),
  };
}
