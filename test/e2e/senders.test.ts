import { MailService } from '@sendgrid/mail';
import Mailgun from 'mailgun.js';
import PostalMime from 'postal-mime';
import { Resend } from 'resend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  keyForms,
  type IssuedCredential,
  type KeyForm,
} from '../../bin/commands/registry/key-forms.ts';
import { runCommand } from '../cli/support/run-command.ts';
import { CANARY, canariesIn } from './support/canary.ts';
import { READ_FILES, UNREAD_FILES } from './support/files-with-phi.ts';
import { folderForAll } from './support/folders.ts';
import { startGateway, type GatewayProcess } from './support/gateway-process.ts';
import { mailbox, rawOf } from './support/mailbox.ts';
import { OWN_API } from './support/own-api-client.ts';
import { CLEAN, PHI, withPhi } from './support/phi-places.ts';
import { clientOf, SENDER_CLIENTS, type SenderClient } from './support/sender-clients.ts';
import type { SentMail } from './support/sent-mail.ts';

const CLIENTS: readonly SenderClient[] = [...SENDER_CLIENTS, OWN_API];

let gateway: GatewayProcess;
let keys: Readonly<Record<'marketing' | 'clinical', IssuedCredential>>;
beforeAll(async () => {
  gateway = await startGateway(await folderForAll());
  keys = { marketing: await issue('marketing'), clinical: await issue('clinical') };
});
afterAll(async () => {
  await gateway.end('SIGINT');
});

const add = (...options: readonly string[]) =>
  runCommand(
    ...['keys', 'add', '--entity', 'development-hospital', '--why', 'a new program'],
    ...['--data', gateway.ready.dataFolder, ...options],
  );
const ofLane = (lane: string) => ['--lane', lane, '--purpose', lane, '--channel', 'email'];

async function issue(lane: string): Promise<IssuedCredential> {
  return JSON.parse((await add(...ofLane(lane), '--json')).out) as IssuedCredential;
}

/** Key and base URL as this client is given them. */
function formOf(forms: readonly KeyForm[], { api }: SenderClient): KeyForm {
  const form = forms.find((one) => one.api === api);
  if (form === undefined) throw new Error(`there is no form for ${api}`);
  return form;
}

const sendBy = (client: SenderClient, mail: SentMail, key: IssuedCredential, prefix = '') =>
  client.send(
    formOf(keyForms(key, `${gateway.ready.url}${prefix}`, gateway.ready.smtp), client),
    mail,
  );

describe.each(CLIENTS)('$name, with its base URL changed', (client) => {
  const send = (mail: SentMail, key: IssuedCredential, prefix = '') =>
    sendBy(client, mail, key, prefix);

  it('sees a clean message accepted by the key of either lane', async () => {
    expect(await send(CLEAN, keys.marketing)).toMatchObject({ kind: 'accepted' });
    expect(await send(CLEAN, keys.clinical)).toMatchObject({ kind: 'accepted' });
  });

  it.each(client.carries)(
    'sees PHI in %s refused by the marketing key, and taken by the clinical one',
    async (place) => {
      const refused = await send(withPhi(place), keys.marketing);
      expect(refused.kind).toBe('refused');
      expect(refused.status ?? client.byPolicy).toBe(client.byPolicy);
      expect(refused.said).toContain('clinical sender key');
      expect(canariesIn(refused.said)).toEqual([]);
      expect(await send(withPhi(place), keys.clinical)).toMatchObject({ kind: 'accepted' });
    },
  );

  it('sees a wrong key refused, whatever it sends', async () => {
    const other = 'n'.repeat(43);
    const id = keys.marketing.credential.split('.')[0] ?? '';
    for (const credential of [`mk_nobody0001.${other}`, `${id}.${other}`]) {
      const seen = await send(withPhi('text'), { credential, signingSecret: other });
      expect([seen.kind, seen.status]).toEqual(['refused', client.unknownKey]);
      expect(canariesIn(seen.said)).toEqual([]);
    }
  });

  it('sees what is malformed by field, and nothing of it repeated', async () => {
    const seen = await send({ ...CLEAN, to: CANARY.name, subject: PHI }, keys.marketing);
    expect(seen.kind).toBe('refused');
    expect(client.malformed ? [client.malformed] : [400, 422]).toContain(seen.status);
    expect(seen.said).toMatch(/\bto(?:Addresses)?\b/i);
    expect(canariesIn(seen.said)).toEqual([]);
  });

  it.skipIf(client.hasNoPath)(
    'keeps a path before its own, whose keys are those of one covered entity',
    async () => {
      const entity = (path: string) => send(CLEAN, keys.marketing, `/t/${path}`);
      expect(await entity('nobody')).toMatchObject({ kind: 'refused', status: client.unknownKey });
      expect(await entity('development-hospital')).toMatchObject({ kind: 'accepted' });
    },
  );
});

describe('cordon keys add', () => {
  it('prints a key that each client takes as it is printed', async () => {
    const { code, out } = await add(...ofLane('marketing'), '--json');
    expect(code).toBe(0);
    const { forms } = JSON.parse(out) as { readonly forms: readonly KeyForm[] };
    for (const client of CLIENTS) {
      const seen = await client.send(formOf(forms, client), CLEAN);
      expect([client.name, seen.kind]).toEqual([client.name, 'accepted']);
    }
  });

  it('prints it once on standard output, and masked for every client beside it', async () => {
    const { out, err } = await add(...ofLane('marketing'));
    expect(out).toMatch(/^mk_[0-9a-f]{16}\.[\w-]{43}\n$/);
    expect(err).toContain('SG.mk_');
    expect(err).not.toContain(out.trim().split('.')[1]);
  });

  it('prints environment variables for a .env file, with the address that senders are to use', async () => {
    const { out } = await add(
      ...ofLane('marketing'),
      '--env',
      '--base-url',
      'https://send.clinic.example/t/a',
    );
    const lines = out.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.every((line) => /^[A-Z0-9_]+=[!-~]+$/.test(line))).toBe(true);
    expect(lines).toContain('RESEND_BASE_URL=https://send.clinic.example/t/a');
    expect(lines).toContain('POSTMARK_REQUEST_HOST=send.clinic.example/t/a');
    expect(lines).toContain('POSTMARK_USE_HTTPS=true');
  });

  it('makes no key where the address is none', async () => {
    const before = (await runCommand('keys', 'list', '--json', '--data', gateway.ready.dataFolder))
      .out;
    const { code, err } = await add(...ofLane('marketing'), '--base-url', 'send.clinic.example');
    expect([code, err]).toEqual([1, expect.stringContaining('--base-url must be an address')]);
    const after = (await runCommand('keys', 'list', '--json', '--data', gateway.ready.dataFolder))
      .out;
    expect(after).toBe(before);
  });

  it('prints no forms of a key that does not send', async () => {
    const { out, err } = await add('--use', 'audit', '--env');
    expect(out).toMatch(/^ak_/);
    expect(err).not.toContain('SG.');
  });
});

it('everything that was accepted arrives, and no PHI in what the marketing lane sent', async () => {
  const clean = CLIENTS.reduce((sum, { hasNoPath }) => sum + (hasNoPath ? 3 : 4), 0);
  const phi = CLIENTS.reduce((sum, { carries }) => sum + carries.length, 0);
  await expect
    .poll(async () => (await mailbox(gateway.ready.consoleUrl)).length, {
      timeout: 60_000,
      interval: 200,
    })
    .toBe(clean + phi);
  const marketing = (await mailbox(gateway.ready.consoleUrl)).filter(
    ({ lane }) => lane === 'marketing',
  );
  expect(marketing.length).toBe(clean - CLIENTS.length);
  for (const mail of marketing) {
    const raw = await rawOf(gateway.ready.consoleUrl, mail);
    expect(canariesIn(raw)).toEqual([]);
    // The same mail, whichever client sent it.
    const { subject, text, html, to, headers, attachments } = await PostalMime.parse(raw);
    expect(subject).toBe(CLEAN.subject);
    expect(text).toContain(CLEAN.text);
    expect(html).toContain(CLEAN.html);
    expect(to).toMatchObject([{ address: CLEAN.to, name: CLEAN.toName }]);
    expect(headers.find(({ key }) => key === 'x-campaign')?.value).toBe(CLEAN.header);
    const files = attachments.map(({ filename, content }) => [
      filename,
      Buffer.from(content as ArrayBuffer)
        .toString()
        .trim(),
    ]);
    expect(files).toEqual([[CLEAN.file.name, CLEAN.file.content]]);
  }
});

describe('a file', () => {
  const sendFile = async (name: string, file: SentMail['file'], key: IssuedCredential) => {
    const { kind, status, said } = await sendBy(clientOf(name), { ...CLEAN, file }, key);
    if (kind === 'accepted') return /held for review/i.test(said) ? 'held' : 'accepted';
    expect(status).toBe(clientOf(name).byPolicy);
    expect(said).toContain('clinical sender key');
    expect(canariesIn(said)).toEqual([]);
    return 'refused';
  };

  it.each(READ_FILES)(
    'is read: $what with PHI is refused by the marketing key, and taken by the clinical one',
    async ({ clean, withPhi: about }) => {
      expect(await sendFile('postmark', await clean(), keys.marketing)).toBe('accepted');
      expect(await sendFile('postmark', await about(), keys.marketing)).toBe('refused');
      expect(await sendFile('postmark', await about(), keys.clinical)).toBe('accepted');
    },
  );

  it.each(UNREAD_FILES)(
    'is PHI where nobody can read it: %s is held by the marketing key, and sent by the clinical one',
    async (_what, make) => {
      expect(await sendFile('postmark', await make(), keys.marketing)).toBe('held');
      expect(await sendFile('postmark', await make(), keys.clinical)).toBe('accepted');
    },
  );

  it('is read in MIME, too', async () => {
    for (const { what, isQuick, withPhi: about } of READ_FILES) {
      if (!isQuick) continue;
      const seen = await sendFile('nodemailer, SMTP', await about(), keys.marketing);
      expect([what, seen]).toEqual([what, 'refused']);
    }
    const locked = await UNREAD_FILES[0][1]();
    expect(await sendFile('nodemailer, SMTP', locked, keys.marketing)).toBe('held');
  });
});

describe('a request that comes too often', () => {
  const resendWith = (issued: IssuedCredential) => {
    const { key, baseUrl } = formOf(keyForms(issued, gateway.ready.url), clientOf('resend'));
    return new Resend(key, { baseUrl });
  };
  const mail = { from: CLEAN.from, to: CLEAN.to, subject: CLEAN.subject, text: CLEAN.text };

  it.each([
    ['@sendgrid/mail', 'again in'],
    ['mailgun.js', 'again in'],
    ['postmark', 'again in'],
    ['resend', 'rate_limit_exceeded'],
  ])('of a key with a limit is told to come later, as %s tells it', async (name, says) => {
    const limits = ['--rate', '0.01', '--burst', '1', '--json'];
    const key = JSON.parse((await add(...ofLane('marketing'), ...limits)).out) as IssuedCredential;
    const client = clientOf(name);
    const send = () => client.send(formOf(keyForms(key, gateway.ready.url), client), CLEAN);
    expect(await send()).toMatchObject({ kind: 'accepted' });
    const seen = await send();
    expect([seen.kind, seen.status]).toEqual(['refused', 429]);
    expect(seen.said).toContain(says);
  });

  it('under one idempotency key is sent once, and answered as before, by Resend’s client', async () => {
    const resend = resendWith(keys.marketing);
    const options = { idempotencyKey: 'order-1' };
    const first = await resend.emails.send(mail, options);
    expect(first.error).toBeNull();
    const again = await resend.emails.send(mail, options);
    expect(again.data).toEqual(first.data);
    const other = await resend.emails.send({ ...mail, subject: 'Closed' }, options);
    expect(other.error).toMatchObject({ name: 'invalid_idempotent_request', statusCode: 409 });
    const id = first.data?.id ?? '';
    const read = async () => {
      const answer = await fetch(`${gateway.ready.url}/v1/messages/${id}`, {
        headers: { authorization: `Bearer ${keys.marketing.credential}` },
      });
      const body = await answer.text();
      expect(body).not.toContain(CLEAN.to);
      return (JSON.parse(body) as { readonly decisions: readonly { readonly state: string }[] })
        .decisions;
    };
    await expect
      .poll(read, { timeout: 30_000, interval: 100 })
      .toMatchObject([{ recipient: 1, disposition: 'as_is', state: 'delivered' }]);
    const data = ['--data', gateway.ready.dataFolder];
    const shown = await runCommand('messages', 'show', id, ...data);
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('delivered')]);
    const recalled = await runCommand('messages', 'recall', id, '--why', 'wrong list', ...data);
    expect([recalled.code, recalled.err]).toEqual([1, expect.stringContaining('nothing left')]);
  });
});

describe('a request for a thousand people', () => {
  const THOUSAND = Array.from({ length: 1000 }, (_, n) => `bulk${String(n)}@mail.example`);
  /** From 0: whose text is about a patient, and who has refused what a marketing key sends. */
  const WITH_PHI = [10, 500, 999];
  const OPTED_OUT = [3, 700];
  const LEFT_OUT = [3, 10, 500, 700, 999];
  const noteOf = (n: number) => (WITH_PHI.includes(n) ? PHI : `Your seat is ${String(n)}.`);
  const formFor = (api: string) => {
    const form = keyForms(keys.marketing, gateway.ready.url).find((one) => one.api === api);
    if (form === undefined) throw new Error(`there is no form for ${api}`);
    return form;
  };

  beforeAll(async () => {
    const why = ['--why', 'by telephone', '--data', gateway.ready.dataFolder];
    for (const n of OPTED_OUT) {
      const email = THOUSAND[n] ?? '';
      await runCommand('people', 'add', '--email', email, ...why);
      const refusing = await runCommand('consent', 'refuse', email, '--how', 'phone', ...why);
      expect([refusing.code, refusing.err]).toEqual([0, '']);
    }
  });

  it('by @sendgrid/mail leaves out who is written about and who opted out, and says who', async () => {
    const { key, baseUrl } = formFor('SendGrid');
    const service = new MailService();
    service.setApiKey(key);
    const { client } = service as unknown as {
      readonly client: { setDefaultRequest(name: string, value: string): void };
    };
    client.setDefaultRequest('baseUrl', baseUrl);
    const [response] = await service.send({
      from: CLEAN.from,
      subject: CLEAN.subject,
      text: 'Dear reader, -note-',
      personalizations: THOUSAND.map((email, n) => ({
        to: [{ email }],
        substitutions: { '-note-': noteOf(n) },
      })),
    });
    expect(response.statusCode).toBe(202);
    const { errors } = response.body as unknown as {
      readonly errors: { readonly field: string }[];
    };
    expect(errors.map(({ field }) => field)).toEqual(
      LEFT_OUT.map((n) => `personalizations.${String(n)}`),
    );
    expect(canariesIn(JSON.stringify(response.body))).toEqual([]);
    expect(JSON.stringify(response.body)).not.toContain('bulk');
  });

  it('by mailgun.js, with recipient variables, too', async () => {
    const { key, baseUrl } = formFor('Mailgun');
    const client = new Mailgun(FormData).client({ username: 'api', key, url: baseUrl });
    const answer = await client.messages.create('news.cordon.example', {
      from: CLEAN.from,
      to: THOUSAND,
      subject: CLEAN.subject,
      text: 'Dear reader, %recipient.note%',
      'recipient-variables': JSON.stringify(
        Object.fromEntries(THOUSAND.map((email, n) => [email, { note: noteOf(n) }])),
      ),
    });
    expect(answer).toMatchObject({
      status: 200,
      message: expect.stringContaining('Refused: 5 of 1000.') as unknown,
    });
    expect(canariesIn(JSON.stringify(answer))).toEqual([]);
  });
});
