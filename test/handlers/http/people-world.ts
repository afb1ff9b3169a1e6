import { createOpener } from '../../../lambdas/adapters/aws/clinical/opener.ts';
import { createPersonOpener } from '../../../lambdas/adapters/aws/clinical/person-opener.ts';
import { createDynamoPeopleReader } from '../../../lambdas/adapters/aws/people/dynamo-people-reader.ts';
import { createKmsUnsubscribeReader } from '../../../lambdas/adapters/aws/people/kms-unsubscribe-reader.ts';
import { systemClock } from '../../../lambdas/adapters/aws/shared/clock.ts';
import { createDynamoKeyUse } from '../../../lambdas/adapters/aws/shared/dynamo-key-use.ts';
import { createKmsUnsubscribeLinks } from '../../../lambdas/adapters/aws/shared/kms-unsubscribe-links.ts';
import { maySend } from '../../../lambdas/core/people/send-permission.ts';
import { hashSecret } from '../../../lambdas/core/send/sender-credential.ts';
import type { Channel, Purpose } from '../../../lambdas/core/vocabulary.ts';
import { createPeopleChanges } from '../../../lambdas/handlers/people-changes.ts';
import { createRecipientFacts } from '../../../lambdas/pipeline/recipient-facts.ts';
import type { LogEvent } from '../../../lambdas/ports/log.ts';
import type { AccessKey, Registry } from '../../../lambdas/ports/registry.ts';
import { startKms } from '../../../local/kms.ts';
import { tableName } from '../../../local/ensure-tables.ts';
import { onTable, PREFIX, run, startTables, subfolder } from '../../adapters/aws/endpoints.ts';

const SECRET = 'S'.repeat(43);
export const credential = (id: string) => `${id}.${SECRET}`;
export const OFFICER = 'ok_officer01';
export const AUDITOR = 'ak_auditor01';
export const SENDER = 'ck_sender001';
export const MARKETING_SENDER = 'mk_sender001';

const KEYS: Readonly<Record<string, AccessKey['use']>> = {
  [OFFICER]: { kind: 'officer' },
  [AUDITOR]: { kind: 'audit' },
  [SENDER]: { kind: 'send', lane: 'clinical', purposes: ['clinical'], channels: ['sms'] },
  [MARKETING_SENDER]: {
    kind: 'send',
    lane: 'marketing',
    purposes: ['marketing'],
    channels: ['sms'],
  },
  ok_stranger1: { kind: 'officer' },
};

/** People as functions keep them: on emulated services, with keys of four holders. */
export async function startPeople() {
  const aliases = ['alias/people', 'alias/opt-out'];
  const running = await run(async (folder) => ({
    dynamodb: await startTables(folder),
    kms: await startKms({
      folder: await subfolder(folder, 'kms'),
      aliases,
      macAliases: ['alias/index'],
    }),
  }));
  const { dynamodb, kms } = running.clients;
  const keyArn = (alias: string) => running.services.kms.keyArns.get(alias) ?? '';
  const changes = createPeopleChanges(
    {
      CORDON_TABLE_PEOPLE: tableName(PREFIX, 'people'),
      CORDON_TABLE_DECISIONS: tableName(PREFIX, 'decisions'),
      CORDON_KEY_PEOPLE: keyArn('alias/people'),
      CORDON_KEY_PEOPLE_INDEX: keyArn('alias/index'),
    },
    { dynamodb, kms, clock: systemClock },
  );
  const registry: Registry = {
    source: async () => undefined,
    destination: async () => undefined,
    vendor: async () => undefined,
    template: async () => undefined,
    accessKey: async (id) => {
      const use = KEYS[id];
      if (use === undefined) return undefined;
      const entityId = id === 'ok_stranger1' ? 'another-hospital' : 'general-hospital';
      return { id, entityId, secrets: [{ hash: hashSecret(SECRET) }], use };
    },
  };
  const events: LogEvent[] = [];
  const deps = {
    ...changes,
    opener: createPersonOpener(createOpener({ kms, keyArn: keyArn('alias/people') })),
    registry,
    keyUse: createDynamoKeyUse({ ...onTable(running, 'registry'), clock: changes.clock }),
    unsubscribe: createKmsUnsubscribeReader({ kms, keyArn: keyArn('alias/opt-out') }),
    log: { write: (event: LogEvent) => events.push(event) },
  };
  const facts = createRecipientFacts({
    index: changes.index,
    people: createDynamoPeopleReader(onTable(running, 'people')),
    clock: changes.clock,
  });
  const ask = (address: string, channel: Channel, purpose: Purpose) =>
    facts.of({
      ...{ address, channel, purpose, entityId: 'general-hospital' },
      exception: 'none',
      remuneration: 'none',
    });
  return {
    running,
    deps,
    events,
    links: createKmsUnsubscribeLinks({
      kms,
      keyArn: keyArn('alias/opt-out'),
      publicUrl: 'https://hooks.example.com/',
    }),
    /** What the clinical lane is told. */
    ask,
    /** What the marketing lane is told. */
    maySend: async (address: string, channel: Channel, purpose: Purpose = 'marketing') =>
      maySend(await ask(address, channel, purpose), purpose, channel),
    /** Every item of a table, as text. */
    async dump(table: 'people' | 'decisions'): Promise<string> {
      const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
      const { Items = [] } = await dynamodb.send(
        new ScanCommand({ TableName: tableName(PREFIX, table) }),
      );
      return Items.map((item) => JSON.stringify(item)).join('\n');
    },
  };
}
export type PeopleWorld = Awaited<ReturnType<typeof startPeople>>;
