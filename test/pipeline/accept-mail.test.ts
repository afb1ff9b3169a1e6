import { describe, expect, it } from 'vitest';
import { mailSourceOptions } from '../../lambdas/core/receive/mail-source.ts';
import type { MailDoubt } from '../../lambdas/core/receive/mail-doubt.ts';
import {
  acceptMail,
  MailLostError,
  type AcceptMailInput,
} from '../../lambdas/pipeline/accept-mail.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { RegistryError } from '../../lambdas/ports/registry.ts';
import { CLEAN_BODY, PATIENT, postWebhook } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

const SOURCE = 'lab-mail';
const NOTE = `${PATIENT.name}, MRN ${PATIENT.mrn}, was diagnosed with pneumonia.`;

/** A mail with a page and a file, in all of which the patient stands. */
function mailOf(text: string, from = 'Lab <results@lab.example>'): Buffer {
  const file = Buffer.from(`name,mrn\r\n${PATIENT.name},${PATIENT.mrn}\r\n`).toString('base64');
  const lines = [
    ...[`From: ${from}`, 'To: results@in.clinic.example', 'Subject: Results'],
    ...['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b1"', ''],
    ...['--b1', 'Content-Type: text/plain; charset=utf-8', '', text],
    ...['--b1', 'Content-Type: text/csv; name="results.csv"'],
    ...['Content-Disposition: attachment; filename="results.csv"'],
    ...['Content-Transfer-Encoding: base64', '', file, '--b1--', ''],
  ];
  return Buffer.from(lines.join('\r\n'));
}

function createWorldWithMail(options?: object): World {
  const world = createWorld();
  const { secretRef: _, ...intake } = world.registry.sources.get('intake')!;
  world.registry.sources.set(SOURCE, {
    ...intake,
    ...{ id: SOURCE, scheme: 'mail' },
    ...(options === undefined ? {} : { options: mailSourceOptions.parse(options) }),
  });
  return world;
}

function take(
  world: World,
  raw: Buffer,
  changes: Partial<Pick<AcceptMailInput, 'sourceId' | 'mailId' | 'doubts'>> = {},
) {
  return acceptMail(
    {
      ...{ sourceId: SOURCE, mailId: 'ses-1', doubts: [], ...changes },
      read: (limit) => Promise.resolve(raw.length > limit ? 'too_large' : raw),
      readStart: () => Promise.resolve(raw),
    },
    world.accept,
  );
}

async function processed(
  world: World,
  raw: Buffer,
  changes: Parameters<typeof take>[2] = {},
): Promise<void> {
  await take(world, raw, changes);
  for (const key of world.inbound.drain()) await processInbound(key, world.worker);
}

const decisionsOf = (world: World) => [...world.ledger.records.values()];
const outboxed = (world: World) =>
  (['clinical', 'marketing'] as const).flatMap((lane) => [...world.outbox[lane].items.values()]);

describe('mail to a source', () => {
  it('is sealed and an item of its source before it is anything else', async () => {
    const world = createWorldWithMail();
    const raw = mailOf(NOTE);
    const outcome = await take(world, raw);
    expect(outcome).toMatchObject({ kind: 'accepted', isWhole: true });
    const [item, ...more] = world.messages.items.values();
    expect(more).toEqual([]);
    expect(item).toMatchObject({
      ...{ sourceId: SOURCE, entityId: 'mercy-hospital', state: 'received' },
      ...{ contentType: 'message/rfc822', size: raw.length },
    });
    expect(item).not.toHaveProperty('doubts');
    expect(world.inbound.drain()).toEqual([item!.key]);
  });

  it('is read with its files, goes whole to the clinical lane, and never whole to marketing', async () => {
    const world = createWorldWithMail();
    await processed(world, mailOf('Nothing here.'));
    for (const { classification, findings, unreadable } of decisionsOf(world)) {
      // The name stands in the file alone.
      expect(classification).toBe('phi');
      expect(findings).toHaveProperty('MRN');
      expect(unreadable).toEqual([]);
    }
    const dispositions = decisionsOf(world).map(({ lane, disposition }) => [lane, disposition]);
    expect(Object.fromEntries(dispositions)).toMatchObject({ clinical: 'encrypted' });
    for (const { lane, body } of outboxed(world)) {
      if (lane === 'clinical') expect(body).toMatchObject({ kind: 'sealed' });
      else expect(JSON.stringify(body)).not.toContain(PATIENT.mrn);
    }
  });

  it('is one message however often the mail server tells of it, and another under another id', async () => {
    const world = createWorldWithMail();
    await take(world, mailOf(NOTE));
    expect(await take(world, mailOf(NOTE))).toEqual({ kind: 'duplicate', isWhole: true });
    expect(world.messages.items.size).toBe(1);
    await take(world, mailOf(NOTE), { mailId: 'ses-2' });
    expect(world.messages.items.size).toBe(2);
    // Told by the log as webhooks are, without a word of it.
    const names = world.events.map(({ event }) => event);
    expect(names).toEqual(['webhook.accepted', 'webhook.duplicate', 'webhook.accepted']);
    expect(JSON.stringify(world.events)).not.toMatch(/Quill|lab\.example|Results/);
  });

  describe('that is not there any more', () => {
    const read = () => Promise.resolve('gone' as const);
    const readStart = () => Promise.reject(new TypeError('it is gone'));
    const gone = (mailId: string) => ({
      ...{ sourceId: SOURCE, mailId, doubts: [], read, readStart },
    });

    it('is nothing where it was kept before', async () => {
      const world = createWorldWithMail();
      await take(world, mailOf(NOTE));
      expect(await acceptMail(gone('ses-1'), world.accept)).toEqual({ kind: 'gone' });
      expect(world.messages.items.size).toBe(1);
    });

    it('is lost where it was not: another was', async () => {
      const world = createWorldWithMail();
      await take(world, mailOf(NOTE));
      await expect(acceptMail(gone('ses-2'), world.accept)).rejects.toBeInstanceOf(MailLostError);
      expect(world.messages.items.size).toBe(1);
    });
  });

  it.each([
    ['not whole where its header alone was kept, and its source takes more now', 1024, 2048, false],
    ['whole where it was kept whole, and its source takes less now', 2048, 1024, true],
  ])('is %s', async (_, first, then, isWhole) => {
    const world = createWorldWithMail();
    const { sources } = world.registry;
    const limit = (maxBodyBytes: number) =>
      sources.set(SOURCE, { ...sources.get(SOURCE)!, maxBodyBytes });
    const raw = mailOf('x'.repeat(1024));
    limit(first);
    await take(world, raw);
    limit(then);
    expect(await take(world, raw)).toEqual({ kind: 'duplicate', isWhole });
  });

  it.each(['nobody', 'intake'])('is not taken for %s, which takes no mail', async (sourceId) => {
    const world = createWorldWithMail();
    await expect(take(world, mailOf(NOTE), { sourceId })).rejects.toBeInstanceOf(RegistryError);
    expect(world.messages.items.size).toBe(0);
  });

  it('is tried again where it could not be made safe', async () => {
    const world = createWorldWithMail();
    world.wire.failAlways('vault.seal', 'before');
    await expect(take(world, mailOf(NOTE))).rejects.toThrow();
    expect(world.messages.items.size).toBe(0);
  });
});

describe('mail that is in doubt', () => {
  const CLEAN = 'From: Lab <results@lab.example>\r\nSubject: Hours\r\n\r\nWe open at nine.\r\n';

  it.each<[string, MailDoubt[], string, object | undefined]>([
    ['a virus', ['mail_virus'], CLEAN, undefined],
    ['spam', ['mail_spam'], CLEAN, undefined],
    ['an author who is not proven', ['mail_sender_unproven'], CLEAN, undefined],
    ['all of it', ['mail_virus', 'mail_spam', 'mail_sender_unproven'], CLEAN, undefined],
  ])('with %s is held, not read, and never clean', async (_, doubts, raw, options) => {
    const world = createWorldWithMail(options);
    await processed(world, Buffer.from(raw), { doubts });
    expect(decisionsOf(world)).toHaveLength(2);
    for (const decision of decisionsOf(world)) {
      expect(decision).toMatchObject({
        ...{ classification: 'unknown', disposition: 'quarantine' },
        ...{ reasonCode: 'mail-in-doubt', unreadable: doubts, findings: {} },
      });
    }
    expect(world.quarantine.held.size).toBe(2);
    expect(outboxed(world)).toEqual([]);
  });

  it.each<[string, MailDoubt[], string, object | undefined]>([
    ['whose author may not write', ['mail_sender_unlisted'], CLEAN, { senders: ['other.example'] }],
    [
      'with two authors',
      ['mail_sender_unproven'],
      CLEAN.replace('Subject', 'From: <b@lab.example>\r\nSubject'),
      undefined,
    ],
    ['longer than its source lets in', ['mail_too_large'], CLEAN + 'x'.repeat(70_000), undefined],
  ])('%s is held although the mail server found nothing', async (_, unreadable, raw, options) => {
    const world = createWorldWithMail(options);
    await processed(world, Buffer.from(raw));
    expect(decisionsOf(world)).toHaveLength(2);
    for (const decision of decisionsOf(world)) {
      expect(decision).toMatchObject({ disposition: 'quarantine', unreadable });
    }
    expect(outboxed(world)).toEqual([]);
  });

  it('is kept with its header alone where it is too long, and says that it is not whole', async () => {
    const world = createWorldWithMail();
    const outcome = await take(world, Buffer.from(CLEAN + 'x'.repeat(70_000)));
    expect(outcome).toMatchObject({ kind: 'accepted', isWhole: false });
    const [item] = world.messages.items.values();
    expect(item!.size).toBe(CLEAN.indexOf('We open'));
  });

  it('goes on where its author is among those who may write', async () => {
    const world = createWorldWithMail({ senders: ['lab.example'] });
    await processed(world, Buffer.from(CLEAN));
    expect(decisionsOf(world).map(({ disposition }) => disposition)).not.toContain('quarantine');
  });

  it('is held in shadow mode, too, and stays held when the worker does it again', async () => {
    const world = createWorldWithMail();
    const { sources } = world.registry;
    const shadow = {
      ...{ since: '2026-11-01T00:00:00Z', until: '2026-12-24T00:00:00Z' },
      ...{ by: 'the privacy officer', why: 'trial' },
    };
    sources.set(SOURCE, { ...sources.get(SOURCE)!, shadow });
    await take(world, Buffer.from(CLEAN), { doubts: ['mail_virus'] });
    const [key = ''] = world.inbound.drain();
    world.wire.failAlways('quarantine.hold', 'before');
    await expect(processInbound(key, world.worker)).rejects.toThrow();
    world.wire.failAlways('quarantine.hold');
    await processInbound(key, world.worker);
    expect(world.messages.items.get(key)!.state).toBe('routed');
    expect(world.quarantine.held.size).toBe(2);
    for (const decision of decisionsOf(world)) expect(decision).not.toHaveProperty('shadow');
    expect(outboxed(world)).toEqual([]);
  });
});

describe('a webhook to a source of mail', () => {
  it('is refused as one to a source that does not exist', async () => {
    const world = createWorldWithMail();
    const post = { sourceId: SOURCE, body: CLEAN_BODY };
    expect(await postWebhook(world, post)).toEqual(
      await postWebhook(world, { ...post, sourceId: 'nobody' }),
    );
    expect(world.messages.items.size).toBe(0);
    expect(world.events.map(({ event }) => event)).toContain('webhook.unknown_source');
  });
});
