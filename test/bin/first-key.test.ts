import { PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOfficerKey } from '../../bin/commands/registry/first-key.ts';
import { systemClock } from '../../lambdas/adapters/aws/shared/clock.ts';
import { createDynamoRegistry } from '../../lambdas/adapters/aws/shared/dynamo-registry.ts';
import { createRegistryList } from '../../lambdas/adapters/aws/shared/registry-store.ts';
import { authenticate } from '../../lambdas/pipeline/authenticate.ts';
import { onTable, run, startTables, type Running } from '../adapters/aws/endpoints.ts';

let running: Running;
beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
});
afterAll(() => running.close());

describe('the first key of a deployment', () => {
  it("is an officer's, once its item is put into the registry", async () => {
    const { credential, item } = firstOfficerKey('mercy-hospital');
    const { dynamodb, table } = onTable(running, 'registry');
    const Item = JSON.parse(item) as Record<string, AttributeValue>;
    await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
    const registry = createDynamoRegistry({ dynamodb, table });
    const key = await authenticate(credential, { registry, clock: systemClock });
    expect(key?.use).toEqual({ kind: 'officer' });
    const { entries } = await createRegistryList({ dynamodb, table }).list('key', { limit: 10 });
    expect(entries.map(({ id, version }) => [id, version])).toEqual([[key?.id, 1]]);
    expect(item).not.toContain(credential.split('.')[1]);
  });

  it('is refused without an entity', () => {
    expect(() => firstOfficerKey('')).toThrow(/--entity/);
  });
});
