import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoAddressLinks } from '../../../../lambdas/adapters/aws/people/dynamo-address-links.ts';
import { createDynamoPeopleReader } from '../../../../lambdas/adapters/aws/people/dynamo-people-reader.ts';
import { createKmsSenderSecrets } from '../../../../lambdas/adapters/aws/shared/kms-sender-secrets.ts';
import { createKmsBlindIndex } from '../../../../lambdas/adapters/aws/people/kms-blind-index.ts';
import type { Person } from '../../../../lambdas/core/people/person.ts';
import type { Subject } from '../../../../lambdas/core/send/subject.ts';
import { createAddressees } from '../../../../lambdas/pipeline/addressees.ts';
import { createRecipientFacts } from '../../../../lambdas/pipeline/recipient-facts.ts';
import { type KmsEndpoint, startKms } from '../../../../local/kms.ts';
import { idOf, person } from '../../../core/people/samples.ts';
import { countCalls, onTable, run, startTables, subfolder, type Running } from '../endpoints.ts';
import { stoppedClock } from '../samples.ts';

const INDEX = 'alias/cordon-people-index';
const JANE = { kind: 'email', value: 'jane@example.com' } as const;

let running: Running & { readonly services: { readonly kms: KmsEndpoint } };

beforeAll(async () => {
  running = await run(async (folder) => ({
    dynamodb: await startTables(folder),
    kms: await startKms({
      folder: await subfolder(folder, 'kms'),
      aliases: [],
      macAliases: [INDEX, 'alias/other'],
    }),
  }));
});
afterAll(() => running.close());

const index = (alias = INDEX) =>
  createKmsBlindIndex({
    kms: running.clients.kms,
    keyArn: running.services.kms.keyArns.get(alias) ?? '',
  });
const reader = () => createDynamoPeopleReader(onTable(running, 'people'));
const links = (at = '2026-11-20T10:00:00Z') =>
  createDynamoAddressLinks({ ...onTable(running, 'people'), clock: stoppedClock(at) });
const put = async (entry: unknown, key: string) => {
  const { dynamodb, table } = onTable(running, 'people');
  await dynamodb.send(new PutCommand({ TableName: table, Item: { pk: `person#${key}`, entry } }));
};

describe('people who are asked for together', () => {
  it('are read in few calls, each as it is, also one who is asked for twice', async () => {
    const calls = countCalls(running.clients.dynamodb);
    const read = reader();
    const asked = Array.from({ length: 230 }, (_, index) => `nobody-${String(index)}`);
    const links = await Promise.all([...asked, ...asked].map((index) => read.of(index)));
    calls.stop();
    expect(links.every((some) => some.length === 0)).toBe(true);
    expect([calls.count('BatchGetItem'), calls.count('GetItem')]).toEqual([5, 0]);
  });

  it('have each what is kept of them', async () => {
    const found = await Promise.all(
      Array.from({ length: 3 }, async (_, n) => {
        const address = { ...JANE, value: `together${String(n)}@example.com` };
        const at = await index().of('hospital', address);
        await links().add(at, `prs_${String(n).repeat(26)}`);
        return at;
      }),
    );
    const read = reader();
    const people = await Promise.all(found.map((at) => read.of(at)));
    expect(people).toEqual([0, 1, 2].map((n) => [`prs_${String(n).repeat(26)}`]));
  });
});

describe('the secrets of a sender key', () => {
  const secrets = (alias = INDEX) =>
    createKmsSenderSecrets({
      kms: running.clients.kms,
      keyArn: running.services.kms.keyArns.get(alias) ?? '',
    });

  it('by which repeats are known are others than those that sign, of each key and by each KMS key', async () => {
    const first = await secrets().onceSecretOf('mk_1', 'order-1');
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(await secrets().onceSecretOf('mk_1', 'order-1')).toBe(first);
    const others = await Promise.all([
      secrets().secretOf('mk_1', 'order-1'),
      secrets().onceSecretOf('ck_1', 'order-1'),
      secrets().onceSecretOf('mk_1', 'order-2'),
      secrets('alias/other').onceSecretOf('mk_1', 'order-1'),
    ]);
    expect(new Set([first, ...others]).size).toBe(5);
  });
});

describe('the blind index of an address', () => {
  it('is the same each time, and another for another address, entity, kind or key', async () => {
    const first = await index().of('hospital', JANE);
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await index().of('hospital', JANE)).toBe(first);
    const others = [
      index().of('hospital', { ...JANE, value: 'john@example.com' }),
      index().of('clinic', JANE),
      index().of('hospital', { kind: 'handle', value: JANE.value }),
      index('alias/other').of('hospital', JANE),
      // Moved from one part to the next, the same characters are another question.
      index().of('hospital","email","x', { kind: 'email', value: '' }),
    ];
    expect(new Set([first, ...(await Promise.all(others))]).size).toBe(others.length + 1);
  });

  it('is remembered, so that a recipient who gets many messages costs one call', async () => {
    const calls = countCalls(running.clients.kms);
    const one = index();
    await Promise.all([one.of('hospital', JANE), one.of('hospital', JANE)]);
    await one.of('hospital', JANE);
    expect(calls.count('GenerateMac')).toBe(1);
    calls.stop();
  });
});

describe('the links of an address', () => {
  it('keep everybody who is added, also at once, and lose who is removed', async () => {
    const at = 'l'.repeat(43);
    expect(await links().of(at)).toEqual([]);
    const keys = Array.from({ length: 8 }, (_, n) => idOf('prs', String(n)));
    await Promise.all(keys.map((key) => links().add(at, key)));
    await links().add(at, keys[0]!);
    expect(await links().of(at)).toEqual(keys);
    await links().remove(at, keys[0]!);
    expect(await links().of(at)).toEqual(keys.slice(1));
    for (const key of keys) await links().remove(at, key);
    expect(await links().of(at)).toEqual([]);
  });

  it('lose those that are stale, all or none: none once somebody is added', async () => {
    const at = 's'.repeat(43);
    const keys = ['0', '1', '2'].map((n) => idOf('prs', n));
    for (const key of keys) await links().add(at, key);
    await links().removeStale(at, keys.slice(0, 2), new Date('2026-11-20T10:00:00Z'));
    expect(await links().of(at)).toEqual(keys);
    await links().removeStale(at, keys.slice(0, 2), new Date('2026-11-20T10:00:00.001Z'));
    expect(await links().of(at)).toEqual(keys.slice(2));
    await links('2026-11-20T10:10:00Z').add(at, keys[2]!);
    await links().removeStale(at, keys, new Date('2026-11-20T10:05:00Z'));
    expect(await links().of(at)).toEqual(keys.slice(2));
    await links().removeStale('n'.repeat(43), keys, new Date());
    expect(await links().of('n'.repeat(43))).toEqual([]);
  });
});

describe('what the clinical side knows of a recipient', () => {
  const facts = () =>
    createRecipientFacts({
      index: index(),
      people: reader(),
      clock: stoppedClock('2026-06-01T12:00:00.000Z'),
    });
  const ask = (address: string, entityId = 'general-hospital') =>
    facts().of({
      ...{ address, entityId, channel: 'email', purpose: 'marketing' },
      exception: 'none',
      remuneration: 'none',
    });
  const onFile = async (address: string, changes: Partial<Person>) => {
    const at = await index().of('general-hospital', { kind: 'email', value: address });
    const someone = person({ id: idOf('prs', address.slice(0, 3)), ...changes });
    const [first] = someone.addresses;
    await put({ ...someone, addresses: [{ ...first, index: at }] }, someone.id);
    await links().add(at, someone.id);
    return someone.id;
  };

  it('is who it is to the individual whom a message is about', async () => {
    const entityId = 'general-hospital';
    const mother = await onFile('mum@example.com', {});
    const child = await onFile('kid@example.com', {
      representatives: [{ person: mother, since: '2026-01-01T00:00:00.000Z' }],
    });
    const record = { kind: 'record', value: '5518820' } as const;
    await links().add(await index().of(entityId, record), child);
    const clock = stoppedClock('2026-06-01T12:00:00.000Z');
    const addressees = createAddressees({ index: index(), people: reader(), clock });
    const who = (about: Subject, address: string, entity = entityId) =>
      addressees.of({ about, address, channel: 'email', entityId: entity });
    const byKey = { kind: 'person', value: child } as const;
    const byRecord = { kind: 'record', value: 'MRN 55-18820' } as const;
    for (const about of [byKey, byRecord]) {
      const answers = ['Kid@example.com', 'kid+x@example.com', 'mum@example.com', 'x@example.com'];
      expect(await Promise.all(answers.map((address) => who(about, address)))).toEqual(
        ['subject', 'subject', 'representative', 'unknown'].map((addressee) => ({
          addressee,
          subject: child,
        })),
      );
      expect(await who(about, 'kid@example.com', 'other-hospital')).toMatchObject({
        addressee: 'unknown',
      });
    }
    const byAddress = { kind: 'email', value: 'x@example.com' } as const;
    expect(await who(byAddress, 'X@example.com')).toEqual({ addressee: 'subject' });
    expect(await who(byAddress, 'mum@example.com')).toEqual({ addressee: 'unknown' });
    expect(await who(byKey, 'no address')).toEqual({ addressee: 'unknown' });
    const nobody = { kind: 'person', value: idOf('prs', 'nobody') } as const;
    expect(await who(nobody, 'kid@example.com')).toEqual({ addressee: 'unknown' });
  });

  it('is found however the address is written, and is that of the moment', async () => {
    const key = await onFile('ann@example.com', {});
    const known = { person: key, consent: 'not_asked', confidential: 'honored' };
    expect(await ask('Ann@EXAMPLE.com')).toMatchObject(known);
    await onFile('ann@example.com', {
      optOuts: [{ at: '2026-06-01T11:59:59.999Z', how: 'phone' }],
    });
    expect(await ask('ann@example.com')).toMatchObject({ ...known, consent: 'refused' });
  });

  it('is nothing where nobody has the address, and unknown where it is none', async () => {
    expect(await ask('nobody@example.com')).toMatchObject({ consent: 'not_asked' });
    expect(await ask('not an address')).toMatchObject({ consent: 'unknown' });
  });

  it('does not reach over to another covered entity', async () => {
    await onFile('eve@example.com', {
      optOuts: [{ at: '2026-05-01T00:00:00.000Z', how: 'phone' }],
    });
    expect(await ask('eve@example.com')).toMatchObject({ consent: 'refused' });
    expect(await ask('eve@example.com', 'clinic')).toMatchObject({ consent: 'not_asked' });
  });

  it('is unknown where a link leads to nobody, or to what cannot be read', async () => {
    const at = await index().of('general-hospital', { kind: 'email', value: 'lost@example.com' });
    await links().add(at, idOf('prs', 'gone'));
    expect(await ask('lost@example.com')).toMatchObject({ consent: 'unknown' });
    const key = await onFile('bad@example.com', {});
    await put({ id: key, optOuts: 'none' }, key);
    expect(await ask('bad@example.com')).toMatchObject({ consent: 'unknown' });
  });

  it('is unknown of an address that too many share', async () => {
    const at = await index().of('general-hospital', { kind: 'email', value: 'all@example.com' });
    for (let n = 0; n < 26; n += 1) await links().add(at, idOf('prs', `all${String(n)}`));
    expect(await ask('all@example.com')).toMatchObject({ consent: 'unknown' });
  });
});
