import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetAccountCommand, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import MailComposer from 'nodemailer/lib/mail-composer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../local/aws-json.ts';
import type { Endpoint } from '../../local/loopback-server.ts';
import { type Mailbox, MAILBOX_SIZE, openMailbox } from '../../local/mailbox.ts';
import { startSes } from '../../local/ses.ts';
import { temporaryFolder } from './temporary-folder.ts';

const FROM = 'Care Team <team@care.example>';

let folder: string;
let mailbox: Mailbox;
let endpoint: Endpoint;
let client: SESv2Client;
let fault: AwsServiceError | undefined;

beforeEach(async () => {
  folder = await temporaryFolder();
  mailbox = await openMailbox(folder);
  fault = undefined;
  endpoint = await startSes({
    mailbox,
    configurationSets: [
      { name: 'clinical', lane: 'clinical', tlsPolicy: 'REQUIRE' },
      { name: 'marketing', lane: 'marketing', tlsPolicy: 'OPTIONAL' },
    ],
    identities: [
      { domain: 'care.example', lane: 'clinical' },
      { domain: 'news.example', lane: 'marketing' },
    ],
    fault: () => fault,
  });
  client = new SESv2Client({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

async function raw(fields: object = {}): Promise<Buffer> {
  const message = { from: FROM, to: 'ann@hospital.example', subject: 'Befund — ü', text: 'Hello' };
  return new MailComposer({ ...message, ...fields }).compile().build();
}

interface Send {
  from?: string | undefined;
  set?: string | undefined;
  bytes?: Buffer;
  to?: string[];
}

async function send(given: Send = {}): Promise<string | undefined> {
  const { from, set, bytes, to } = {
    from: FROM,
    set: 'clinical',
    to: ['ann@hospital.example'],
    ...given,
  };
  const { MessageId } = await client.send(
    new SendEmailCommand({
      FromEmailAddress: from,
      ConfigurationSetName: set,
      Destination: { ToAddresses: to },
      EmailTags: [{ Name: 'delivery', Value: 'm1~r0'.replace('~', '_') }],
      Content: { Raw: { Data: bytes ?? (await raw()) } },
    }),
  );
  return MessageId;
}

describe('a message that SES would accept', () => {
  it('is in the mailbox with everything that decided how it leaves', async () => {
    const bytes = await raw();
    const id = await send({ bytes });
    expect(mailbox.list(10)).toEqual([
      {
        messageId: id,
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        lane: 'clinical',
        from: FROM,
        identity: 'care.example',
        configurationSet: { name: 'clinical', lane: 'clinical', tlsPolicy: 'REQUIRE' },
        to: ['ann@hospital.example'],
        tags: [{ name: 'delivery', value: 'm1_r0' }],
        subject: 'Befund — ü',
        size: bytes.length,
      },
    ]);
    const message = await mailbox.get(id ?? '');
    expect(Buffer.from(message?.raw ?? '', 'base64').equals(bytes)).toBe(true);
    expect(await mailbox.get('none')).toBeUndefined();
  });

  it('may come in parts, of which the endpoint makes a message', async () => {
    const { MessageId = '' } = await client.send(
      new SendEmailCommand({
        FromEmailAddress: 'hello@sub.news.example',
        ConfigurationSetName: 'marketing',
        Destination: { ToAddresses: ['a@x.example'], BccAddresses: ['b@x.example'] },
        Content: {
          Simple: {
            Subject: { Data: 'News\r\nBcc: injected@x.example' },
            Body: { Text: { Data: 'plain' }, Html: { Data: '<p>html</p>' } },
            Headers: [{ Name: 'List-Unsubscribe', Value: '<https://news.example/u>' }],
          },
        },
      }),
    );
    const message = await mailbox.get(MessageId);
    expect(message).toMatchObject({
      lane: 'marketing',
      identity: 'news.example',
      to: ['a@x.example', 'b@x.example'],
    });
    const text = Buffer.from(message?.raw ?? '', 'base64').toString();
    expect(text).toContain('List-Unsubscribe: <https://news.example/u>');
    expect(text).not.toMatch(/^bcc:/im);
  });

  it('takes its recipients from the headers when the request names none', async () => {
    await send({ to: [], bytes: await raw({ cc: 'Bo <bo@hospital.example>' }) });
    expect(mailbox.list(1)[0]?.to).toEqual(['ann@hospital.example', 'bo@hospital.example']);
  });

  it('is there after a restart, newest first', async () => {
    const ids: (string | undefined)[] = [];
    for (const number of [1, 2, 3])
      ids.push(await send({ bytes: await raw({ subject: String(number) }) }));
    const again = await openMailbox(folder);
    expect(again.list(2).map(({ subject }) => subject)).toEqual(['3', '2']);
    expect((await again.get(ids[0] ?? ''))?.subject).toBe('1');
  });
});

describe('a message that SES would refuse', () => {
  it.each([
    ['an unknown configuration set', { set: 'none' }, 'NotFoundException', 404],
    ['no configuration set', { set: undefined }, 'BadRequestException', 400],
    ['no sender', { from: undefined }, 'BadRequestException', 400],
    ['a sender of another domain', { from: 'a@other.example' }, 'MessageRejected', 400],
    ['a domain that only ends alike', { from: 'a@notcare.example' }, 'MessageRejected', 400],
    [
      'two senders, one unverified',
      { from: 'a@care.example, b@x.example' },
      'MessageRejected',
      400,
    ],
    ['a sender that is no address', { from: 'care.example' }, 'MessageRejected', 400],
    [
      'a message without From',
      { bytes: Buffer.from('To: a@x.example\r\n\r\nx') },
      'BadRequestException',
      400,
    ],
    [
      'a From header of another domain',
      { bytes: Buffer.from('From: a@x.example\r\n\r\nx') },
      'MessageRejected',
      400,
    ],
    [
      'nobody to send to',
      { to: [], bytes: Buffer.from(`From: ${FROM}\r\n\r\nx`) },
      'BadRequestException',
      400,
    ],
    [
      'too many recipients',
      { to: Array.from({ length: 51 }, () => 'a@x.example') },
      'BadRequestException',
      400,
    ],
  ])('has %s', async (_what, input, name, httpStatusCode) => {
    await expect(send(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    expect(mailbox.list(10)).toEqual([]);
  });

  it('is answered without a word of what it holds', async () => {
    const error: unknown = await send({ from: 'canary@other.example' }).catch((e: unknown) => e);
    expect(String(error)).toBe('MessageRejected: Email address is not verified.');
  });

  it('is too large', async () => {
    await expect(send({ bytes: Buffer.alloc(11 * 1024 * 1024, 'a') })).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
    });
  });

  it('may be refused for a test, as SES does when it is busy', async () => {
    fault = new AwsServiceError('TooManyRequestsException', 'Slow down.', 429);
    await expect(send()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    fault = undefined;
    await expect(send()).resolves.toMatch(/^[0-9a-f-]+$/);
  });
});

describe('the mailbox', () => {
  it('keeps the newest thousand, and drops what a killed process left half-written', async () => {
    const message = {
      receivedAt: '2026-11-22T10:30:00.000Z',
      lane: 'marketing',
      from: 'a@news.example',
      identity: 'news.example',
      configurationSet: { name: 'marketing', lane: 'marketing', tlsPolicy: 'OPTIONAL' },
      to: ['a@x.example'],
      tags: [],
      subject: 's',
      raw: '',
    };
    for (let number = 0; number < MAILBOX_SIZE + 5; number += 1) {
      const name = `${String(number).padStart(17, '0')}.json`;
      await writeFile(
        join(folder, name),
        JSON.stringify({ ...message, messageId: `m${String(number)}` }),
      );
    }
    await writeFile(join(folder, '.tmp-1'), 'half');
    await writeFile(join(folder, '99999999999999999.json'), 'damaged');
    const full = await openMailbox(folder);
    expect(full.list(2000)).toHaveLength(MAILBOX_SIZE - 1);
    expect(full.list(1)[0]?.messageId).toBe('m1004');
    expect(await readdir(folder)).toHaveLength(MAILBOX_SIZE);
  });
});

describe('the endpoint', () => {
  it('tells about the account', async () => {
    expect(await client.send(new GetAccountCommand({}))).toMatchObject({ SendingEnabled: true });
  });
});
