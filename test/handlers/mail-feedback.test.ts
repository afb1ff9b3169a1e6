import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDynamoHeardMail } from '../../lambdas/adapters/aws/shared/dynamo-heard-mail.ts';
import { createDynamoLedger } from '../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoOutboxWriter } from '../../lambdas/adapters/aws/shared/dynamo-outbox-writer.ts';
import { createSesClient } from '../../lambdas/adapters/aws/shared/ses-client.ts';
import { createSesMailer } from '../../lambdas/adapters/aws/shared/ses-mailer.ts';
import { LANES, type Lane } from '../../lambdas/core/vocabulary.ts';
import { createMailFeedbackHandler } from '../../lambdas/handlers/mail-feedback/hear.ts';
import { type Mailbox, type MailboxEntry, openMailbox } from '../../local/mailbox.ts';
import { startSes } from '../../local/ses.ts';
import { configFor, onTable, temporaryFolder } from '../adapters/aws/endpoints.ts';
import { startFeedbackTopic } from './feedback-topic.ts';
import { type PeopleWorld, startPeople } from './http/people-world.ts';
import { bounceOf, complaintAbout } from './ses-events.ts';

let world: PeopleWorld;
let topic: Awaited<ReturnType<typeof startFeedbackTopic>>;
let mailbox: Mailbox;
let send: (lane: Lane, recipient: string, entityId?: string) => Promise<MailboxEntry>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  world = await startPeople();
  topic = await startFeedbackTopic(createMailFeedbackHandler({ ...world.deps, ...mailDeps() }));
  const folder = await temporaryFolder();
  mailbox = await openMailbox(folder.path);
  const endpoint = await startSes({
    mailbox,
    configurationSets: [
      { name: 'set-clinical', lane: 'clinical', tlsPolicy: 'REQUIRE' },
      { name: 'set-marketing', lane: 'marketing', tlsPolicy: 'OPTIONAL' },
    ],
    identities: LANES.map((lane) => ({ domain: `${lane}.example`, lane })),
  });
  const ses = createSesClient(configFor({ ses: endpoint.url }));
  send = async (lane, recipient, entityId = 'general-hospital') => {
    const from = `team@${lane}.example`;
    const mailer = createSesMailer({ ses, configurationSet: `set-${lane}` });
    const raw = Buffer.from(`From: ${from}\r\nTo: ${recipient}\r\nSubject: Hello\r\n\r\nHello\r\n`);
    const result = await mailer.send({ from, recipient, raw, deliveryId: 'dlv_1', entityId });
    if (result.kind !== 'sent') throw new Error(result.failure);
    return mailbox.list(1)[0]!;
  };
  closing.push(
    () => topic.close(),
    () => world.running.close(),
    async () => {
      ses.destroy();
    },
    () => endpoint.close(),
    () => folder.remove(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});
beforeEach(() => {
  world.events.length = 0;
});

/** Where deliveries are, and the ledger. */
function mailDeps() {
  const { running, deps } = world;
  const { clock } = deps;
  return {
    heard: {
      clinical: createDynamoHeardMail(onTable(running, 'outbox-clinical')),
      marketing: createDynamoHeardMail(onTable(running, 'outbox-marketing')),
    },
    outboxes: {
      clinical: createDynamoOutboxWriter({
        ...onTable(running, 'outbox-clinical'),
        lane: 'clinical' as const,
      }),
      marketing: createDynamoOutboxWriter({
        ...onTable(running, 'outbox-marketing'),
        lane: 'marketing' as const,
      }),
    },
    deliveries: {
      clinical: { enqueue: async () => undefined },
      marketing: { enqueue: async () => undefined },
    },
    registry: { accessKey: async () => undefined },
    ledger: createDynamoLedger({ ...onTable(running, 'decisions'), clock }),
    sets: { clinical: 'set-clinical', marketing: 'set-marketing', notices: 'set-notices' },
  };
}

const clinical = async (address: string) => (await world.ask(address, 'email', 'clinical')).consent;
const marketing = (address: string) => world.maySend(address, 'email', 'general_business');
const isOptedOut = (address: string) =>
  vi.waitFor(
    async () => {
      expect([await clinical(address), await marketing(address)]).toEqual(['refused', false]);
    },
    { timeout: 10_000 },
  );
const changesOf = async (address: string) => {
  const { person } = await world.ask(address, 'email', 'clinical');
  return (await world.deps.store.get('person', person!))!;
};
const failures = () =>
  world.events.flatMap((event) => (event.event === 'work.failed' ? [event.errorClass] : []));
/** Something that is heard after it, in order, so that it is known to have been handed out. */
const heardAll = async () => {
  const address = `last-${String(Math.random()).slice(2)}@example.com`;
  await topic.publish(complaintAbout(await send('marketing', address)));
  await isOptedOut(address);
};

describe('an event of SES, by topic and queue', () => {
  it.each(LANES)('of a complaint about %s mail opts out at once, in both lanes', async (lane) => {
    const address = `angry-at-${lane}@example.com`;
    expect(await marketing(address)).toBe(true);
    await topic.publish(complaintAbout(await send(lane, address)));
    await isOptedOut(address);
    const { entry } = await changesOf(address);
    expect(entry.optOuts).toMatchObject([{ channel: 'email', how: 'complaint' }]);
    expect(failures()).toEqual([]);
  });

  it('of a permanent bounce opts out the address that takes no mail', async () => {
    await topic.publish(bounceOf(await send('clinical', 'gone@example.com'), 'Permanent'));
    await isOptedOut('gone@example.com');
    const { entry } = await changesOf('gone@example.com');
    expect(entry.optOuts).toMatchObject([
      { how: 'bounce', addressId: entry.addresses[0]!.id, channel: 'email' },
    ]);
  });

  it.each([
    ['a bounce that may pass', (m: MailboxEntry) => bounceOf(m, 'Transient', 'MailboxFull')],
    ['a bounce of unknown cause', (m: MailboxEntry) => bounceOf(m, 'Undetermined')],
    [
      'somebody who takes the message out of the junk folder',
      (m: MailboxEntry) => complaintAbout(m, { type: 'not-spam' }),
    ],
  ])('of %s changes nothing', async (what, event) => {
    const address = `${what.replaceAll(' ', '-')}@example.com`;
    await topic.publish(event(await send('marketing', address)));
    await heardAll();
    expect(await clinical(address)).toBe('not_asked');
    expect(await marketing(address)).toBe(true);
    expect(failures()).toEqual([]);
  });

  it('that comes twice, or from both lanes, is one opt-out', async () => {
    const address = 'twice@example.com';
    const complaint = complaintAbout(await send('marketing', address));
    for (const event of [complaint, complaint, complaintAbout(await send('clinical', address))]) {
      await topic.publish(event);
      await isOptedOut(address);
    }
    await heardAll();
    expect(await changesOf(address)).toMatchObject({ version: 1, entry: { optOuts: [{}] } });
  });

  it('that names several people opts out all of them: SES does not know who it was', async () => {
    const message = await send('clinical', 'first@example.com');
    const addresses = ['first@example.com', 'Second <second@example.com>'];
    await topic.publish(complaintAbout(message, { addresses }));
    await isOptedOut('first@example.com');
    await isOptedOut('second@example.com');
  });

  it('is heard for the covered entity on whose behalf the message went, and for no other', async () => {
    await topic.publish(complaintAbout(await send('marketing', 'away@example.com', 'st-brendan')));
    await heardAll();
    expect(await marketing('away@example.com')).toBe(true);
    const { index, links } = world.deps;
    const away = { kind: 'email', value: 'away@example.com' } as const;
    expect(await links.of(await index.of('st-brendan', away))).toHaveLength(1);
    expect(failures()).toEqual([]);
  });

  it('that only tests the topic is no failure', async () => {
    await topic.publish('Successfully validated SNS topic for Amazon SES event publishing.');
    await heardAll();
    expect(failures()).toEqual([]);
  });
});

describe('what cannot be heard', () => {
  const message = () => send('clinical', 'somebody@example.com');
  const untagged = async () => {
    const sent = await message();
    return complaintAbout({ ...sent, tags: sent.tags.filter(({ name }) => name !== 'entityId') });
  };
  it.each([
    ['no JSON', 'MailFeedbackError', async () => 'Zebediah Quill complained'],
    ['JSON of something else', 'MailFeedbackError', async () => '{"Records":[]}'],
    [
      'a complaint that names nobody',
      'MailFeedbackError',
      async () => complaintAbout(await message(), { addresses: [] }),
    ],
    ['a complaint about a message of no covered entity', 'UnknownEntityError', untagged],
    [
      "a complaint about mail that left by somebody else's configuration set",
      'MisdirectedMailError',
      async () => {
        const sent = await message();
        const configurationSet = { ...sent.configurationSet, name: 'set-of-somebody' };
        return complaintAbout({ ...sent, configurationSet });
      },
    ],
    [
      'a complaint of somebody whose address cannot be read',
      'UnreadableAddressError',
      async () =>
        complaintAbout(await message(), { addresses: ['postmaster', 'beside@example.com'] }),
    ],
  ])(
    '%s is tried again, kept for a person, and never quoted',
    async (_what, failure, event) => {
      const body = await event();
      await topic.publish(body);
      await vi.waitFor(
        () => {
          expect(failures()).toHaveLength(8);
        },
        { timeout: 15_000 },
      );
      expect(new Set(failures())).toEqual(new Set([failure]));
      // The next receive moves it, whole.
      await heardAll();
      expect(await topic.deadLetter()).toBe(body);
      expect(JSON.stringify(world.events)).not.toMatch(/example\.com|Zebediah|Quill/);
    },
    40_000,
  );

  it('holds nobody else up: who was named beside it is opted out', async () => {
    await isOptedOut('beside@example.com');
  });
});

describe('what is kept of it', () => {
  it('is no address and no subject, neither in the table nor in the ledger', async () => {
    const kept = `${await world.dump('people')}\n${await world.dump('decisions')}`;
    expect(kept).toContain('opt-out by a complaint about a message');
    expect(kept).toContain('the address takes no mail');
    expect(kept).not.toMatch(/example\.com|@|Hello/i);
  });
});
