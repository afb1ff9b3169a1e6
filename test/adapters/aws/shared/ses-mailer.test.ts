import fc from '../../../support/properties.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fromDeliveryTag,
  toDeliveryTag,
} from '../../../../lambdas/adapters/aws/shared/delivery-tag.ts';
import { createSesClient } from '../../../../lambdas/adapters/aws/shared/ses-client.ts';
import { createSesMailer } from '../../../../lambdas/adapters/aws/shared/ses-mailer.ts';
import { AwsServiceError } from '../../../../local/aws-json.ts';
import { openMailbox, type Mailbox } from '../../../../local/mailbox.ts';
import { startSes } from '../../../../local/ses.ts';
import { run, subfolder, type Running } from '../endpoints.ts';
import { freshId } from '../samples.ts';

const RAW = Buffer.from(
  'From: care@clinical.example\r\nTo: someone@else.example\r\nSubject: Hello\r\n\r\nHello\r\n',
);

describe('mail through SES', () => {
  let running: Running;
  let mailbox: Mailbox;
  let fault: AwsServiceError | undefined;
  const mailer = (configurationSet = 'clinical') =>
    createSesMailer({ ses: running.clients.ses, configurationSet });
  const mail = (over = {}) => ({
    from: 'care@clinical.example',
    recipient: 'patient@home.example',
    raw: RAW,
    deliveryId: freshId('dlv'),
    entityId: 'general hospital',
    ...over,
  });

  beforeAll(async () => {
    running = await run(async (folder) => {
      mailbox = await openMailbox(await subfolder(folder, 'mailbox'));
      return {
        ses: await startSes({
          mailbox,
          configurationSets: [{ name: 'clinical', lane: 'clinical', tlsPolicy: 'REQUIRE' }],
          identities: [{ domain: 'clinical.example', lane: 'clinical' }],
          fault: () => fault,
        }),
      };
    });
  });
  afterAll(() => running.close());

  it('sends to the one recipient, by the configuration set, with delivery and entity as tags', async () => {
    const deliveryId = freshId('dlv~r0');
    const result = await mailer().send(mail({ deliveryId }));
    expect(result.kind).toBe('sent');
    const { providerId } = result as { providerId: string };
    const sent = await mailbox.get(providerId);
    expect(sent).toMatchObject({
      to: ['patient@home.example'],
      configurationSet: { name: 'clinical', tlsPolicy: 'REQUIRE' },
      identity: 'clinical.example',
      tags: [
        { name: 'deliveryId', value: toDeliveryTag(deliveryId) },
        { name: 'entityId', value: 'general_20hospital' },
      ],
    });
    expect(Buffer.from(sent!.raw, 'base64').equals(RAW)).toBe(true);
  });

  it('answers rejected for an identity and a configuration set that SES does not have', async () => {
    expect(await mailer().send(mail({ from: 'x@marketing.example' }))).toEqual({
      kind: 'rejected',
      failure: 'MessageRejected',
    });
    expect(await mailer('marketing').send(mail())).toEqual({
      kind: 'rejected',
      failure: 'NotFoundException',
    });
  });

  it.each([
    ['MessageRejected', 400, 'rejected'],
    ['MailFromDomainNotVerifiedException', 400, 'rejected'],
    ['BadRequestException', 400, 'rejected'],
    ['NotFoundException', 404, 'rejected'],
    ['TooManyRequestsException', 429, 'retry'],
    ['LimitExceededException', 400, 'retry'],
    ['SendingPausedException', 400, 'retry'],
    ['AccountSuspendedException', 400, 'retry'],
    ['InternalServiceErrorException', 500, 'retry'],
  ] as const)('takes %s (%i) for %s, by its name alone', async (code, status, kind) => {
    fault = new AwsServiceError(code, 'Address patient@home.example is bad', status);
    const result = await mailer().send(mail());
    fault = undefined;
    const unknown = status >= 500 ? { mayHaveLeft: true } : {};
    expect(result).toEqual({ kind, failure: code, ...unknown });
  });

  it.each([
    'a@x.example, b@y.example',
    'a@x.example;b@y.example',
    'a@x.example\r\nBcc: b@y.example',
    'Jane Roe <a@x.example>',
    'a@b@x.example',
    'group:a@x.example',
    '',
    'a',
  ])('sends nothing to %j, which is not one bare address', async (recipient) => {
    const before = mailbox.list(1000).length;
    expect(await mailer().send(mail({ recipient }))).toEqual({
      kind: 'rejected',
      failure: 'recipient_malformed',
    });
    expect(mailbox.list(1000)).toHaveLength(before);
  });

  it('sends without a tag whose value is too long for one', async () => {
    const long = 'd'.repeat(300);
    const result = await mailer().send(mail({ deliveryId: long, entityId: long }));
    const sent = await mailbox.get((result as { providerId: string }).providerId);
    expect(sent?.tags).toEqual([]);
  });

  it('asks SES once, and says that the mail may have left where no answer came', async () => {
    let asked = 0;
    const server = createServer((request) => {
      request.resume().on('end', () => {
        asked += 1;
        request.socket.destroy();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const ses = createSesClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoints: { ses: `http://127.0.0.1:${String(port)}` },
    });
    const result = await createSesMailer({ ses, configurationSet: 'clinical' }).send(mail());
    ses.destroy();
    await new Promise((done) => server.close(done));
    expect(result).toMatchObject({ kind: 'retry', mayHaveLeft: true });
    expect(asked).toBe(1);
  });

  it('answers retry when SES is away', async () => {
    const away = createSesMailer({ ses: running.clients.ses, configurationSet: 'clinical' });
    const gone = await run(async (folder) => ({
      ses: await startSes({
        mailbox: await openMailbox(folder),
        configurationSets: [],
        identities: [],
      }),
    }));
    await gone.services.ses.close();
    const result = await createSesMailer({
      ses: gone.clients.ses,
      configurationSet: 'clinical',
    }).send(mail());
    await gone.close();
    expect(result).toEqual({ kind: 'retry', failure: 'ECONNREFUSED' });
    expect((await away.send(mail())).kind).toBe('sent');
  });
});

describe('a delivery tag', () => {
  it('is within what SES allows and leads back to the id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const tag = toDeliveryTag(id);
        expect(tag).toMatch(/^[A-Za-z0-9_-]*$/);
        // A lone surrogate is not text: it comes back as the replacement character.
        expect(fromDeliveryTag(tag)).toBe(Buffer.from(id).toString());
      }),
    );
  });

  it.each(['_', '_7', '_7E', 'a b', '_zz', '_ff', 'é', '_41'])('does not read %j', (tag) => {
    expect(fromDeliveryTag(tag)).toBeUndefined();
  });
});
