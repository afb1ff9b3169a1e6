import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createMailAcceptHandler } from '../../lambdas/handlers/mail-accept/take.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { receiptOf } from '../core/receive/receipts.ts';
import { createWorld, type World } from '../pipeline/fakes/world.ts';

const ID = 'd6iitobk75ur44p8kdnnp7g2n800';
const KEY = `lab-mail/${ID}`;
const NOTE = 'Ottoline Brandvold was diagnosed with pneumonia.';
const MAIL = Buffer.from(`From: results@lab.example\r\nSubject: Results\r\n\r\n${NOTE}\r\n`);

/** The function, over a bucket with these mails. */
function deployed(mails: Readonly<Record<string, Uint8Array>> = { [KEY]: MAIL }) {
  const world = createWorld();
  const { secretRef: _, ...intake } = world.registry.sources.get('intake')!;
  world.registry.sources.set('lab-mail', { ...intake, id: 'lab-mail', scheme: 'mail' });
  const stored = new Map(Object.entries(mails));
  const handler = createMailAcceptHandler({
    ...world.accept,
    mail: {
      read: (key, most) => {
        const found = stored.get(key);
        if (found === undefined) return Promise.resolve('gone');
        return Promise.resolve(found.length > most ? 'too_large' : found);
      },
      readStart: (key, bytes) => Promise.resolve(stored.get(key)!.subarray(0, bytes)),
      remove: (key) => Promise.resolve(void stored.delete(key)),
    },
  });
  const hear = async (body: string) => {
    const record = { messageId: 'one', body, attributes: { ApproximateReceiveCount: '1' } };
    const answer = await handler({ Records: [record] } as unknown as SQSEvent);
    return answer.batchItemFailures.length === 0 ? 'done' : 'comes again';
  };
  return { world, stored, hear };
}

async function decisionsOf(world: World) {
  for (const key of world.inbound.drain()) await processInbound(key, world.worker);
  return [...world.ledger.records.values()];
}

describe('the function that is told of mail by SES', () => {
  it('takes it in, and removes it from the bucket', async () => {
    const { world, stored, hear } = deployed();
    expect(await hear(receiptOf())).toBe('done');
    expect(stored.size).toBe(0);
    const decisions = await decisionsOf(world);
    expect(decisions.map(({ origin }) => origin)).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'source', id: 'lab-mail' })),
    );
    expect(decisions.map(({ classification }) => classification)).toEqual(['phi', 'phi']);
  });

  it('takes it in once, and removes it, too, where it is told of it again', async () => {
    const { world, stored, hear } = deployed();
    await hear(receiptOf());
    expect(await hear(receiptOf())).toBe('done');
    // It could not be removed the first time.
    stored.set(KEY, MAIL);
    expect(await hear(receiptOf())).toBe('done');
    expect(world.messages.items.size).toBe(1);
    expect(stored.size).toBe(0);
  });

  it('has what SES found against it held', async () => {
    const { world, hear } = deployed();
    await hear(receiptOf({ verdicts: { virus: 'FAIL', dmarc: 'GRAY' } }));
    for (const decision of await decisionsOf(world)) {
      expect(decision).toMatchObject({
        disposition: 'quarantine',
        unreadable: ['mail_virus', 'mail_sender_unproven'],
      });
    }
  });

  it('leaves in the bucket what is too large, of which the header alone is sealed', async () => {
    const { world, stored, hear } = deployed({
      [KEY]: Buffer.concat([MAIL, Buffer.alloc(64 * 1024, 'x')]),
    });
    expect(await hear(receiptOf())).toBe('done');
    expect(stored.size).toBe(1);
    const [item] = world.messages.items.values();
    expect(item).toMatchObject({ doubts: ['mail_too_large'], size: MAIL.indexOf(NOTE) });
  });

  it('leaves it there where it is told of it again after its source was let take more', async () => {
    const { world, stored, hear } = deployed({
      [KEY]: Buffer.concat([MAIL, Buffer.alloc(64 * 1024, 'x')]),
    });
    await hear(receiptOf());
    const { sources } = world.registry;
    sources.set('lab-mail', { ...sources.get('lab-mail')!, maxBodyBytes: 1024 * 1024 });
    expect(await hear(receiptOf())).toBe('done');
    expect(stored.size).toBe(1);
  });

  it('has what tells of a mail come again that is gone and was never taken in', async () => {
    const { world, hear } = deployed({});
    expect(await hear(receiptOf())).toBe('comes again');
    expect(world.events).toEqual([
      expect.objectContaining({ event: 'work.failed', errorClass: 'MailLostError' }),
    ]);
  });

  it('has nothing to do where SES sets up a rule', async () => {
    const { world, hear } = deployed();
    const text = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect(await hear(text)).toBe('done');
    expect(world.messages.items.size).toBe(0);
  });

  it.each([
    ['what is no notification', 'hello'],
    ['mail of a source that is not there', receiptOf({ key: `nobody/${ID}` })],
    ['mail of a source of webhooks', receiptOf({ key: `intake/${ID}` })],
  ])('leaves %s to the dead-letter queue, and the mail in the bucket', async (_, body) => {
    const mails = { [KEY]: MAIL, [`nobody/${ID}`]: MAIL, [`intake/${ID}`]: MAIL };
    const { world, stored, hear } = deployed(mails);
    expect(await hear(body)).toBe('comes again');
    expect(stored.size).toBe(3);
    expect(world.messages.items.size).toBe(0);
    // By class, without a word of it.
    expect(world.events).toEqual([
      expect.objectContaining({ event: 'work.failed', work: 'mail-accept', attempt: 1 }),
    ]);
    expect(JSON.stringify(world.events)).not.toMatch(/Ottoline|lab\.example/);
  });

  it('leaves it in the bucket where it could not be made safe', async () => {
    const { world, stored, hear } = deployed();
    world.wire.failAlways('intake.create', 'before');
    expect(await hear(receiptOf())).toBe('comes again');
    expect(stored.size).toBe(1);
    world.wire.failAlways('intake.create');
    expect(await hear(receiptOf())).toBe('done');
    expect(stored.size).toBe(0);
  });
});
