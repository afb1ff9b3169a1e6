import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../cli/support/run-command.ts';
import { CANARY } from './support/canary.ts';
import { readDecisions, type Decided } from './support/decisions.ts';
import { folderForAll } from './support/folders.ts';
import { startGateway, type GatewayProcess } from './support/gateway-process.ts';
import { latestDeliveries, type SinkDelivery } from './support/sinks.ts';

const PHI = `${CANARY.name}, ${CANARY.record}, was diagnosed with pneumonia.`;

let gateway: GatewayProcess;
beforeAll(async () => {
  gateway = await startGateway(join(await folderForAll(), 'data'));
  for (const [id, ...options] of [
    ['lab-mail'],
    ['reports', '--options', '{"senders":["lab.example"]}'],
  ] as const) {
    const words = ['--scheme', 'mail', '--lane', 'clinical', '--destination', 'clinical-sink'];
    const data = ['--why', 'a test', '--data', gateway.ready.dataFolder];
    const added = await runCommand('sources', 'add', id, ...words, ...options, ...data);
    expect(added).toMatchObject({ code: 0 });
  }
}, 120_000);

/** As a mail program that has logged in. @returns the reply of the listener */
async function send(mail: SendMailOptions): Promise<string> {
  const { smtp, credentials } = gateway.ready;
  const transport = createTransport({
    ...{ host: smtp.host, port: smtp.port, requireTLS: true },
    auth: { user: 'any', pass: credentials.clinicalKey },
    tls: { ca: await readFile(smtp.certificate) },
  });
  try {
    return (await transport.sendMail({ from: 'Results <results@lab.example>', ...mail })).response;
  } catch (error) {
    return (error as { readonly response?: string }).response ?? String(error);
  } finally {
    transport.close();
  }
}

/** Waits for what comes of it. */
async function soon<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('nothing came of it');
}

const decisionOn = (reply: string): Promise<Decided> => {
  const id = /Taken in as (\S+)/.exec(reply)?.[1];
  if (id === undefined) throw new Error(reply);
  return soon(async () =>
    (await readDecisions(gateway.ready.url, gateway.ready.credentials.auditKey)).find(
      ({ messageId }) => messageId === id,
    ),
  );
};
const deliveryWith = (text: string): Promise<SinkDelivery> =>
  soon(async () =>
    (await latestDeliveries(gateway.ready, 'clinical-sink')).find(({ body }) =>
      body.includes(text),
    ),
  );

describe('mail to a source of the gateway', { timeout: 60_000 }, () => {
  it('is decided about as a webhook is, and delivered whole to its destination, signed', async () => {
    const reply = await send({
      to: 'lab-mail@inbound.localhost',
      subject: 'Results',
      text: PHI,
      attachments: [{ filename: 'results.csv', content: 'test,value\r\nglucose,90\r\n' }],
    });
    const decision = await decisionOn(reply);
    expect(decision).toMatchObject({
      ...{ origin: { kind: 'source', id: 'lab-mail' }, lane: 'clinical' },
      ...{ target: { kind: 'destination', id: 'clinical-sink' }, classification: 'phi' },
      ...{ disposition: 'encrypted', unreadable: [] },
    });
    const delivery = await deliveryWith(CANARY.name);
    expect(delivery).toMatchObject({
      verified: true,
      headers: { 'content-type': 'message/rfc822' },
    });
    expect(delivery.body).toContain('filename=results.csv');
  });

  it('is taken in once when a program sends the same again', async () => {
    const again = {
      messageId: '<1@lab.example>',
      date: new Date(0),
      subject: 'Once',
      text: 'Once',
    };
    const raw = { ...again, to: 'lab-mail@inbound.localhost' };
    expect(await send(raw)).toContain('Taken in as');
    expect(await send(raw)).toMatch(/^250 2\.6\.0 Taken in before/);
  });

  it('is held where its author is not among those who may write', async () => {
    const mail = { to: 'reports@inbound.localhost', subject: 'Hours', text: 'We open at nine.' };
    const held = await decisionOn(await send({ ...mail, from: 'anybody@mail.example' }));
    expect(held).toMatchObject({
      ...{ disposition: 'quarantine', reasonCode: 'mail-in-doubt', classification: 'unknown' },
      unreadable: ['mail_sender_unlisted'],
    });
    const taken = await decisionOn(await send(mail));
    expect(taken.disposition).not.toBe('quarantine');
  });

  it.each([
    ['to nobody', ['nobody@inbound.localhost'], /^550 5\.1\.1 No source/],
    ['to a source of webhooks', ['intake@inbound.localhost'], /^550 5\.1\.1 No source/],
    ['to a source and to somebody else', ['lab-mail@inbound.localhost', 'a@mail.example'], /^554/],
  ])('%s is refused', async (_, to, reply) => {
    expect(await send({ to: [...to], subject: 'x', text: PHI })).toMatch(reply);
  });
});
